namespace Ses.Composition.Internal.PlainText;

/// <summary>Cuts HTML, well-formed or not, into texts and tags. Comments, declarations, and the content of scripts and styles are passed over.</summary>
internal ref struct HtmlReader(ReadOnlySpan<char> html)
{
    private ReadOnlySpan<char> _rest = html;

    /// <summary>The text before the tag.</summary>
    public ReadOnlySpan<char> Text { get; private set; }

    /// <summary>The tag; without a name where there is none.</summary>
    public HtmlTag Tag { get; private set; }

    /// <summary>Reads a text, which may be empty, and the tag that ends it, which may be none; false at the end.</summary>
    public bool Read()
    {
        Text = default;
        Tag = default;
        if (_rest.IsEmpty)
            return false;
        var before = _rest;
        var open = before.IndexOf('<');
        Text = open < 0 ? before : before[..open];
        _rest = open < 0 ? [] : before[open..];
        if (_rest.IsEmpty)
            return true;
        if (_rest.StartsWith("<!--"))
            PassOver(_rest[4..].IndexOf("-->"), 4 + 3);
        else if (_rest.Length > 1 && _rest[1] is '!' or '?')
            PassOver(_rest.IndexOf('>'), 1);
        else if (!ReadTag())
            TakeBracket(before[..(open + 1)]);
        return true;
    }

    /// <summary>Goes on behind the tag that ends an element.</summary>
    public void SkipTo(ReadOnlySpan<char> endOf)
    {
        while (true)
        {
            var close = _rest.IndexOf("</");
            if (close < 0)
            {
                _rest = [];
                return;
            }

            var name = _rest[(close + 2)..];
            if (name.StartsWith(endOf, StringComparison.OrdinalIgnoreCase))
            {
                var end = name.IndexOf('>');
                _rest = end < 0 ? [] : name[(end + 1)..];
                return;
            }

            _rest = name;
        }
    }

    private void TakeBracket(ReadOnlySpan<char> text)
    {
        Text = text;
        _rest = _rest[1..];
    }

    private void PassOver(int end, int more) => _rest = end < 0 ? [] : _rest[Math.Min(_rest.Length, end + more)..];

    // False for a lone bracket, which is text.
    private bool ReadTag()
    {
        var isEnd = _rest.Length > 1 && _rest[1] == '/';
        var start = isEnd ? 2 : 1;
        if (_rest.Length <= start || !char.IsAsciiLetter(_rest[start]))
            return false;

        var end = EndOfTag(_rest);
        var inner = _rest[start..end];
        var nameEnd = inner.IndexOfAny(HtmlTag.NameEnds);
        Tag = nameEnd < 0 ? new(inner, [], isEnd) : new(inner[..nameEnd], inner[nameEnd..], isEnd);
        _rest = _rest[Math.Min(_rest.Length, end + 1)..];
        return true;
    }

    // Brackets within quotes do not end a tag; a quote that is never closed does not eat the rest.
    private static int EndOfTag(ReadOnlySpan<char> tag)
    {
        var first = tag.IndexOf('>');
        if (first > 0 && !tag[..first].Contains('\'') && (tag[..first].Count('"') & 1) == 0)
            return first;
        var at = 1;
        while (true)
        {
            var next = tag[at..].IndexOfAny('>', '"', '\'');
            if (next < 0)
                return tag.Length;
            at += next;
            if (tag[at] == '>')
                return at;
            var close = tag[(at + 1)..].IndexOf(tag[at]);
            if (close < 0)
                return tag[at..].IndexOf('>') is >= 0 and var end ? at + end : tag.Length;
            at += close + 2;
        }
    }
}
