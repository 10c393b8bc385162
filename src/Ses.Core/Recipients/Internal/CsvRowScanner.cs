namespace Ses.Recipients.Internal;

/// <summary>Finds the fields of one row in a text that begins with it; blank lines are a row without a field.</summary>
internal sealed class CsvRowScanner(char separator)
{
    /// <summary>Fields of a row at most.</summary>
    public const int MaxColumns = 1_000;

    // In the place of where a field ends.
    private const int OpenQuote = -2;
    private const int MoreNeeded = -1;

    private readonly char[] _ends = [separator, '\r', '\n'];

    /// <summary>The fields found.</summary>
    public List<CsvField> Fields { get; } = [];

    /// <summary>Characters of the row without its line end.</summary>
    public int RowLength { get; private set; }

    /// <summary>Characters of the row with its line end.</summary>
    public int Consumed { get; private set; }

    /// <summary>True where a line end was found behind the row.</summary>
    public bool HasLineEnd { get; private set; }

    /// <summary>Lines that the row takes, its own end included.</summary>
    public int Lines { get; private set; }

    /// <summary>Lines of the row before the one on which a quote is not closed.</summary>
    public int QuoteLines { get; private set; }

    /// <summary>True where a line feed at the text's begin belongs to the line before.</summary>
    public bool SkipsLineFeed { get; set; }

    /// <param name="text">Begins with the row.</param>
    /// <param name="isAll">True where no more text can be had: then the answer is never <see cref="CsvScan.NeedsMore"/>.</param>
    public CsvScan Scan(ReadOnlySpan<char> text, bool isAll)
    {
        Fields.Clear();
        (RowLength, Consumed, Lines, QuoteLines, HasLineEnd) = (0, 0, 0, 0, false);
        if (text.IsEmpty)
            return isAll ? CsvScan.Nothing : CsvScan.NeedsMore;
        if (text[0] is '\r' or '\n')
            return SkipBlankLines(text);
        var tooMany = false;
        for (var at = 0; ; at++)
        {
            var field = FieldAt(text, at, isAll, out var end);
            if (end < 0)
                return end == OpenQuote ? EndAtLine(text, at) : CsvScan.NeedsMore;
            if (Fields.Count < MaxColumns)
                Fields.Add(field);
            else
                tooMany = true;
            at = end;
            if (at == text.Length || text[at] != separator)
                return EndAt(text, at, isAll, tooMany ? CsvScan.TooManyColumns : CsvScan.Row);
        }
    }

    /// <summary>The text of a field found in <paramref name="text"/>.</summary>
    public ReadOnlySpan<char> TextOf(ReadOnlySpan<char> text, int index)
    {
        var field = Fields[index];
        var raw = text.Slice(field.Start, field.Length);
        if (!field.IsEscaped)
            return raw;
        var unescaped = new char[raw.Length];
        return unescaped.AsSpan(0, Unescape(raw, unescaped));
    }

    /// <summary>True where a field found in <paramref name="text"/> is an address.</summary>
    public bool HasAddress(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < Fields.Count; i++)
        {
            if (AddressField.TryRead(TextOf(text, i), out _, out _))
                return true;
        }

        return false;
    }

    /// <summary>Writes a quoted field's text without its quotes; returns its length.</summary>
    public static int Unescape(ReadOnlySpan<char> raw, Span<char> target)
    {
        // raw begins behind the opening quote. Text behind the closing one belongs to the field: "12" inch.
        var (length, isInside) = (0, true);
        for (var i = 0; i < raw.Length; i++)
        {
            if (isInside && raw[i] == '"')
            {
                isInside = i + 1 < raw.Length && raw[i + 1] == '"';
                if (!isInside)
                    continue;
                i++;
            }

            target[length++] = raw[i];
        }

        return length;
    }

    // The field that begins at a place, and where it ends: at a separator, a line end or the text's end.
    private CsvField FieldAt(ReadOnlySpan<char> text, int at, bool isAll, out int end)
    {
        var quote = at + CountSpaces(text[at..]);
        if (quote < text.Length && text[quote] == '"')
        {
            var field = QuotedAt(text, quote, isAll, out end);
            // Spaces before a quote are left out where the quotes are whole; else they and the quote are the field's text.
            if (quote == at || end == MoreNeeded || (end >= 0 && field.IsWhole))
                return field;
        }
        else if (quote == text.Length && !isAll)
        {
            end = MoreNeeded;
            return default;
        }

        end = EndOf(text, at, isAll);
        return new(at, end - at);
    }

    private CsvField QuotedAt(ReadOnlySpan<char> text, int quote, bool isAll, out int end)
    {
        var (begin, isEscaped) = (quote + 1, false);
        for (var i = begin; ; i += 2)
        {
            var found = text[i..].IndexOf('"');
            i += found;
            if (found < 0 || (i + 1 == text.Length && !isAll))
            {
                end = isAll ? OpenQuote : MoreNeeded;
                return default;
            }

            if (i + 1 < text.Length && text[i + 1] == '"')
            {
                isEscaped = true;
                continue;
            }

            end = EndOf(text, i + 1, isAll);
            if (end < 0)
                return default;
            var isWhole = text[(i + 1)..end].IsWhiteSpace();
            if (isWhole)
                return new(begin, i - begin, isEscaped, IsWhole: true);
            // Text behind a quote that spans lines: the quote that seems to close it opens another field.
            if (text[begin..i].ContainsAny('\r', '\n'))
                end = OpenQuote;
            return new(begin, end - begin, IsEscaped: true);
        }
    }

    private int EndOf(ReadOnlySpan<char> text, int at, bool isAll)
    {
        var found = text[at..].IndexOfAny(_ends);
        return found >= 0 ? at + found : isAll ? text.Length : MoreNeeded;
    }

    private int CountSpaces(ReadOnlySpan<char> text)
    {
        var others = text.IndexOfAnyExcept(' ');
        return separator == ' ' ? 0 : others < 0 ? text.Length : others;
    }

    private CsvScan EndAt(ReadOnlySpan<char> text, int at, bool isAll, CsvScan scan)
    {
        // Whether a line feed follows is not known yet.
        if (at + 1 == text.Length && text[at] == '\r' && !isAll)
            return CsvScan.NeedsMore;
        var lineEnd = at == text.Length ? 0 : text[at..].StartsWith("\r\n") ? 2 : 1;
        return Finish(text, at, lineEnd, CountLines(text[..at]) + Math.Min(lineEnd, 1), scan);
    }

    private CsvScan SkipBlankLines(ReadOnlySpan<char> text)
    {
        var others = text.IndexOfAnyExcept('\r', '\n');
        var blank = others < 0 ? text : text[..others];
        return Finish(text, 0, blank.Length, CountLines(blank) - (SkipsLineFeed && text[0] == '\n' ? 1 : 0), CsvScan.Row);
    }

    // A quote is not closed: the row ends with the line on which it is opened, and the next line is read anew.
    private CsvScan EndAtLine(ReadOnlySpan<char> text, int quote)
    {
        QuoteLines = CountLines(text[..quote]);
        var found = text[quote..].IndexOfAny('\r', '\n');
        return EndAt(text, found < 0 ? text.Length : quote + found, isAll: true, CsvScan.OpenQuote);
    }

    private CsvScan Finish(ReadOnlySpan<char> text, int rowLength, int lineEnd, int lines, CsvScan scan)
    {
        (RowLength, Consumed, Lines, HasLineEnd) = (rowLength, rowLength + lineEnd, lines, lineEnd > 0);
        // The text may be cut between the two.
        SkipsLineFeed = lineEnd > 0 && Consumed == text.Length && text[^1] == '\r';
        return scan;
    }

    private static int CountLines(ReadOnlySpan<char> text) =>
        text.ContainsAny('\r', '\n') ? text.Count('\n') + text.Count('\r') - text.Count("\r\n") : 0;
}

/// <summary>Where a field stands in its row.</summary>
/// <param name="Start">Its first character; behind the opening quote where it has one.</param>
/// <param name="Length">Its length.</param>
/// <param name="IsEscaped">True where quotes are still in it.</param>
/// <param name="IsWhole">True where it stood in quotes, with nothing behind them.</param>
internal readonly record struct CsvField(int Start, int Length, bool IsEscaped = false, bool IsWhole = false);

/// <summary>What a scan found.</summary>
internal enum CsvScan
{
    /// <summary>A row.</summary>
    Row,

    /// <summary>A row that goes on behind the text.</summary>
    NeedsMore,

    /// <summary>The end.</summary>
    Nothing,

    /// <summary>A line with a quote that is not closed.</summary>
    OpenQuote,

    /// <summary>A row with too many fields.</summary>
    TooManyColumns,
}
