namespace Ses.Templates.Internal.Syntax;

/// <summary>Cuts a source into text, output and tags. Comments and raw text end here; a hyphen at a delimiter trims the text beside it.</summary>
internal sealed class TemplateLexer
{
    private readonly SourceText _source;
    private readonly string _text;
    private readonly List<TemplateSegment> _segments = [];
    private bool _trimsNext;

    private TemplateLexer(SourceText source) => (_source, _text) = (source, source.Text);

    public static IReadOnlyList<TemplateSegment> Read(SourceText source)
    {
        var lexer = new TemplateLexer(source);
        var at = 0;
        while (at < source.Text.Length)
            at = lexer.ReadNext(at);
        return lexer._segments;
    }

    private int ReadNext(int at)
    {
        var open = NextOpening(at);
        AddText(at, open, trimsEnd: open + 2 < _text.Length && _text[open + 2] == '-');
        if (open == _text.Length)
            return open;
        return _text[open + 1] == '{' ? ReadOutput(open) : ReadTag(open);
    }

    private int NextOpening(int at)
    {
        while ((at = _text.IndexOf('{', at)) >= 0 && at + 1 < _text.Length)
        {
            if (_text[at + 1] is '{' or '%')
                return at;
            at++;
        }

        return _text.Length;
    }

    private void AddText(int from, int to, bool trimsEnd)
    {
        if (_trimsNext)
        {
            while (from < to && char.IsWhiteSpace(_text[from]))
                from++;
        }

        if (trimsEnd)
        {
            while (to > from && char.IsWhiteSpace(_text[to - 1]))
                to--;
        }

        _trimsNext = false;
        if (to > from)
            _segments.Add(new(SegmentKind.Text, _source.At(from), _text[from..to], _source.At(from)));
    }

    private int ReadOutput(int open)
    {
        var (from, to, end) = Inside(open, "}}");
        _segments.Add(new(SegmentKind.Output, _source.At(open), _text[from..to], _source.At(from)));
        return end;
    }

    private int ReadTag(int open)
    {
        var (name, nameEnd) = TagName(open);
        var (from, to, end) = Inside(open, "%}", isQuoted: name != "#");
        from = Math.Max(from, Math.Min(nameEnd, to));
        switch (name)
        {
            case "raw":
                return ReadRaw(open, end);
            case "comment":
                return SkipComment(open, end);
            case "#":
                CheckInlineComment(from, to);
                return end;
            default:
                _segments.Add(new(SegmentKind.Tag, _source.At(open), _text[from..to], _source.At(from), name));
                return end;
        }
    }

    private (string Name, int End) TagName(int open)
    {
        var at = open + 2;
        if (at < _text.Length && _text[at] == '-')
            at++;
        while (at < _text.Length && char.IsWhiteSpace(_text[at]))
            at++;
        var from = at;
        if (at < _text.Length && _text[at] == '#')
            return ("#", at + 1);
        while (at < _text.Length && (char.IsLetterOrDigit(_text[at]) || _text[at] == '_'))
            at++;
        return (_text[from..at], at);
    }

    // What is between the delimiters without their hyphens, and where it goes on behind them.
    private (int From, int To, int End) Inside(int open, string closing, bool isQuoted = true)
    {
        var close = Close(open, closing, isQuoted);
        var from = open + 2;
        if (from < close && _text[from] == '-')
            from++;
        var to = close;
        if (to > from && _text[to - 1] == '-')
        {
            to--;
            _trimsNext = true;
        }

        return (from, to, close + 2);
    }

    private int Close(int open, string closing, bool isQuoted)
    {
        var close = _text.IndexOf(closing, open + 2, StringComparison.Ordinal);
        if (close < 0)
            throw _source.At(open).Error($"{_text.Substring(open, 2)} is opened and not closed with {closing}");
        if (!isQuoted || OpenQuote(open + 2, close) is not { } quote)
            return close;
        // The delimiter stands in a quoted text; a text does not go over a line.
        var endOfQuote = _text.AsSpan(quote + 1).IndexOfAny(_text[quote], '\n');
        if (endOfQuote < 0 || _text[quote + 1 + endOfQuote] == '\n')
            throw _source.At(quote).Error($"{_text[quote]} begins a text that is not closed");
        var rest = quote + endOfQuote + 2;
        while ((close = _text.IndexOf(closing, rest, StringComparison.Ordinal)) >= 0 && OpenQuote(rest, close) is { } next)
        {
            var length = _text.AsSpan(next + 1).IndexOfAny(_text[next], '\n');
            if (length < 0 || _text[next + 1 + length] == '\n')
                throw _source.At(next).Error($"{_text[next]} begins a text that is not closed");
            rest = next + length + 2;
        }

        return close >= 0 ? close : throw _source.At(open).Error($"{_text.Substring(open, 2)} is opened and not closed with {closing}");
    }

    private int? OpenQuote(int from, int to)
    {
        int? quote = null;
        for (var i = from; i < to; i++)
        {
            if (quote is { } open ? _text[i] == _text[open] : _text[i] is '\'' or '"')
                quote = quote is null ? i : null;
        }

        return quote;
    }

    private int ReadRaw(int open, int from)
    {
        _trimsNext = false;
        for (var at = from; (at = _text.IndexOf("{%", at, StringComparison.Ordinal)) >= 0; at += 2)
        {
            if (TagName(at) is not ("endraw", var nameEnd) || EndOf(nameEnd) is not { } end)
                continue;
            if (at > from)
                _segments.Add(new(SegmentKind.Raw, _source.At(from), _text[from..at], _source.At(from)));
            return end;
        }

        throw _source.At(open).Error("{% raw %} is not closed with {% endraw %}");
    }

    private int SkipComment(int open, int from)
    {
        var depth = 1;
        for (var at = from; (at = _text.IndexOf("{%", at, StringComparison.Ordinal)) >= 0;)
        {
            var (name, nameEnd) = TagName(at);
            var close = _text.IndexOf("%}", nameEnd, StringComparison.Ordinal);
            if (close < 0)
                break;
            at = close + 2;
            depth += name switch { "comment" => 1, "endcomment" => -1, _ => 0 };
            if (depth == 0)
            {
                _trimsNext = _text[close - 1] == '-';
                return at;
            }

            if (name == "raw")
                at = EndOfRaw(at) ?? at;
        }

        throw _source.At(open).Error("{% comment %} is not closed with {% endcomment %}");
    }

    private int? EndOfRaw(int from)
    {
        for (var at = from; (at = _text.IndexOf("{%", at, StringComparison.Ordinal)) >= 0; at += 2)
        {
            if (TagName(at) is ("endraw", var nameEnd) && EndOf(nameEnd) is { } end)
                return end;
        }

        return null;
    }

    private int? EndOf(int at)
    {
        while (at < _text.Length && char.IsWhiteSpace(_text[at]))
            at++;
        var trims = at < _text.Length && _text[at] == '-';
        if (trims)
            at++;
        if (string.CompareOrdinal(_text, at, "%}", 0, 2) != 0)
            return null;
        _trimsNext = trims;
        return at + 2;
    }

    private void CheckInlineComment(int from, int to)
    {
        var at = from;
        foreach (var line in _text[from..to].Split('\n').Skip(1))
        {
            at = _text.IndexOf('\n', at) + 1;
            if (line.AsSpan().TrimStart() is { Length: > 0 } text && text[0] != '#')
                throw _source.At(at).Error("each line of a {% # comment %} begins with #");
        }
    }
}
