using System.Buffers;

namespace Ses.Composition.Internal.PlainText;

/// <summary>Renders texts and tags as plain text.</summary>
internal ref struct HtmlRenderer(ArrayBufferWriter<char> output)
{
    private const int MaxLists = 16;

    // What ends a word: white space, references, and characters that take no room and only fill previews.
    private static readonly SearchValues<char> Marks = SearchValues.Create(" \t\r\n\f\u00a0&\u200b\ufeff\u034f\u00ad");

    private readonly int[] _numbers = new int[MaxLists];
    private PlainWriter _plain = new(output);
    private int _lists;
    private int _preformatted;
    private ulong _presentations;
    private ReadOnlySpan<char> _hiddenBy;
    private int _hiddenDepth;
    private ReadOnlySpan<char> _target;
    private int _linkStart;

    public void Text(scoped ReadOnlySpan<char> text)
    {
        if (_hiddenDepth > 0)
            return;
        Span<char> decoded = stackalloc char[4];
        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny(Marks);
            _plain.Word(end < 0 ? text : text[..end]);
            if (end < 0)
                return;
            var read = 1;
            if (text[end] == '&')
                Character(decoded[..HtmlEntities.Decode(text[end..], decoded, out read)]);
            else
                Mark(text[end]);
            text = text[(end + read)..];
        }
    }

    public void Tag(HtmlTag tag)
    {
        if (_hiddenDepth > 0)
        {
            if (tag.Name.Equals(_hiddenBy, StringComparison.OrdinalIgnoreCase))
                _hiddenDepth += tag.IsEnd ? -1 : 1;
            return;
        }

        if (!tag.IsEnd && tag.IsHidden && !HtmlElements.IsVoid(tag.Name))
        {
            _hiddenBy = tag.Name;
            _hiddenDepth = 1;
            return;
        }

        switch (HtmlElements.FlowOf(tag.Name))
        {
            case HtmlFlow.Block:
                _plain.Break(1);
                break;
            case HtmlFlow.Paragraph:
                _plain.Break(2);
                break;
            case HtmlFlow.Special:
                Special(tag);
                break;
        }
    }

    public readonly void End() => _plain.End();

    private void Special(HtmlTag tag)
    {
        switch (HtmlElements.Folded(tag.Name, stackalloc char[16]))
        {
            case "br":
                _plain.NewLine();
                break;
            case "a":
                Link(tag);
                break;
            case "img":
                if (!tag.IsEnd && tag.TryFind("alt", out var alt))
                    Text(alt);
                break;
            case "hr":
                _plain.Break(1);
                _plain.Word("----------");
                _plain.Break(1);
                break;
            case "pre":
                _plain.Break(2);
                _preformatted = Math.Max(0, _preformatted + (tag.IsEnd ? -1 : 1));
                break;
            case "blockquote":
                _plain.Break(2);
                _plain.Quote(tag.IsEnd ? -1 : 1);
                break;
            case "table" or "td" or "th":
                Table(tag);
                break;
            case "ul" or "ol" or "li":
                List(tag);
                break;
        }
    }

    private void Table(HtmlTag tag)
    {
        if (tag.Is("table"))
        {
            _plain.Break(2);
            _presentations = tag.IsEnd ? _presentations >> 1 : (_presentations << 1) | (tag.IsPresentation ? 1UL : 0);
        }
        else if ((_presentations & 1) != 0)
        {
            _plain.Break(1);
        }
        else if (!tag.IsEnd)
        {
            _plain.Cell();
        }
    }

    private void List(HtmlTag tag)
    {
        if (tag.Is("li"))
        {
            if (tag.IsEnd)
                _plain.Break(1);
            else
                _plain.Item(_lists > 0 && _numbers[Math.Min(_lists, MaxLists) - 1] > 0 ? _numbers[Math.Min(_lists, MaxLists) - 1]++ : 0);
            return;
        }

        _plain.Break(_lists + (tag.IsEnd ? -1 : 0) > 0 ? 1 : 2);
        if (tag.IsEnd && _lists == 0)
            return;
        _lists += tag.IsEnd ? -1 : 1;
        _plain.Indent(tag.IsEnd ? -1 : 1);
        if (!tag.IsEnd && _lists <= MaxLists)
            _numbers[_lists - 1] = tag.Is("ol") ? 1 : 0;
    }

    private void Link(HtmlTag tag)
    {
        if (!tag.IsEnd)
        {
            _target = tag.TryFind("href", out var href) ? LinkTarget.Of(href) : [];
            _linkStart = _plain.Length;
            return;
        }

        if (!_target.IsEmpty && !LinkTarget.IsSaid(_target, _plain.Since(_linkStart)))
        {
            if (_plain.Length == _linkStart)
                _plain.Word(_target);
            else
                _plain.Append(" (", _target, ")");
        }

        _target = [];
    }

    private void Mark(char mark)
    {
        if (_preformatted > 0 && mark == '\n')
            _plain.NewLine();
        else if (_preformatted > 0 && mark is (' ' or '\t'))
            _plain.Word([mark]);
        else if (mark is not ('\u200b' or '\ufeff' or '\u034f' or '\u00ad'))
            _plain.Space();
    }

    private void Character(scoped ReadOnlySpan<char> decoded)
    {
        if (decoded.Length == 1 && decoded[0] != '&' && Marks.Contains(decoded[0]))
            Mark(decoded[0]);
        else
            _plain.Word(decoded);
    }
}
