using System.Buffers;

namespace Ses.Composition.Internal.Fields;

/// <summary>Unstructured text of a field, such as a subject: as it is where it is plain, folded where it is long, encoded from the first word to the last that needs it.</summary>
internal static class FieldText
{
    // A longer word would break the 998 octets of a line (RFC 5322 §2.1.1) behind the longest name of a field.
    private const int MaxPlainWord = 860;

    private static readonly SearchValues<char> Printable = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c)]);

    public static void Write(ref FieldWriter field, ReadOnlySpan<char> text)
    {
        if (text.Length <= field.Room && IsPlain(text))
        {
            field.Ascii(text);
            return;
        }

        var (start, end) = ToEncode(text);
        var gap = WriteWords(ref field, text[..start]);
        if (start < end)
        {
            EncodedWords.Write(ref field, text[start..end], gap);
            WriteWords(ref field, text[end..]);
        }
    }

    /// <summary>Printable ASCII that nobody reads as something else: no encoded word in it, no white space at its ends, which would be lost.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExcept(Printable) && !text.Contains("=?", StringComparison.Ordinal) && (text.IsEmpty || (text[0] != ' ' && text[^1] != ' '));

    // The range from the first to the last word that cannot stand as it is.
    private static (int Start, int End) ToEncode(ReadOnlySpan<char> text)
    {
        var (start, end) = (-1, 0);
        for (var at = 0; at < text.Length;)
        {
            var length = text[at..].IndexOf(' ');
            length = length < 0 ? text.Length - at : length;
            if (length > MaxPlainWord || !IsPlain(text.Slice(at, length)))
                (start, end) = (start < 0 ? at : start, at + length);
            at += length + 1;
        }

        // White space at the ends would be lost: it is encoded with the word beside it.
        if (text.StartsWith(' '))
            (start, end) = (0, Math.Max(end, FirstWordEnd(text)));
        if (text.EndsWith(' '))
            (start, end) = (start < 0 ? text.TrimEnd(' ').LastIndexOf(' ') + 1 : start, text.Length);
        return start < 0 ? (text.Length, text.Length) : (start, end);
    }

    private static int FirstWordEnd(ReadOnlySpan<char> text)
    {
        var start = text.IndexOfAnyExcept(' ');
        return start < 0 ? text.Length : start + Word(text[start..]);
    }

    private static int Word(ReadOnlySpan<char> text) => text.IndexOf(' ') is >= 0 and var length ? length : text.Length;

    // Folds before the spaces between words; returns the number of those behind the last word.
    private static int WriteWords(ref FieldWriter field, ReadOnlySpan<char> text)
    {
        while (true)
        {
            var gap = text.IndexOfAnyExcept(' ');
            if (gap < 0)
                return text.Length;
            var length = Word(text[gap..]);
            if (gap > 0 && gap + length > field.Room)
                field.Fold();
            field.Spaces(gap);
            field.Ascii(text.Slice(gap, length));
            text = text[(gap + length)..];
        }
    }
}
