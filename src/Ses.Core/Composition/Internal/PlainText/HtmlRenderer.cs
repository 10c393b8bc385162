using System.Buffers;

namespace Ses.Composition.Internal.PlainText;

/// <summary>Renders texts and tags as plain text.</summary>
internal ref struct HtmlRenderer(CharBuffer output, CharBuffer target)
{
    private const int MaxLists = 16;

    // What is not taken as it is: white space but the plain space, references, and characters that take no room and only fill previews.
    private static readonly SearchValues<char> Marks = SearchValues.Create("\t\r\n\f\u00a0&\u200b\ufeff\u034f\u00ad");

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
            Words(end < 0 ? text : text[..end]);
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

        if (!tag.IsEnd && tag.IsHidden && tag.Element is not (HtmlElement.Void or HtmlElement.Image or HtmlElement.LineBreak or HtmlElement.Rule))
        {
            _hiddenBy = tag.Name;
            _hiddenDepth = 1;
            return;
        }

        switch (tag.Element)
        {
            case HtmlElement.Block:
                _plain.Break(1);
                break;
            case HtmlElement.Paragraph:
                _plain.Break(2);
                break;
            case HtmlElement.LineBreak:
                _plain.NewLine();
                break;
            case HtmlElement.Link:
                Link(tag);
                break;
            case HtmlElement.Image when !tag.IsEnd && tag.TryFind("alt", out var alt):
                Text(alt);
                break;
            case HtmlElement.Rule:
                Rule();
                break;
            case HtmlElement.Preformatted:
                _plain.Break(2);
                _preformatted = Math.Max(0, _preformatted + (tag.IsEnd ? -1 : 1));
                break;
            case HtmlElement.Quote:
                _plain.Break(2);
                _plain.Quote(tag.IsEnd ? -1 : 1);
                break;
            case HtmlElement.Table:
                _plain.Break(2);
                _presentations = tag.IsEnd ? _presentations >> 1 : (_presentations << 1) | (tag.IsPresentation ? 1UL : 0);
                break;
            case HtmlElement.Cell:
                Cell(tag);
                break;
            case HtmlElement.BulletList or HtmlElement.NumberedList:
                List(tag);
                break;
            case HtmlElement.Item:
                Item(tag);
                break;
        }
    }

    public readonly void End() => _plain.End();

    private void Rule()
    {
        _plain.Break(1);
        _plain.Word("----------");
        _plain.Break(1);
    }

    private void Cell(HtmlTag tag)
    {
        if ((_presentations & 1) != 0)
            _plain.Break(1);
        else if (!tag.IsEnd)
            _plain.Cell();
    }

    private void Item(HtmlTag tag)
    {
        if (tag.IsEnd)
            _plain.Break(1);
        else
            _plain.Item(_lists > 0 && _numbers[Math.Min(_lists, MaxLists) - 1] > 0 ? _numbers[Math.Min(_lists, MaxLists) - 1]++ : 0);
    }

    private void List(HtmlTag tag)
    {
        _plain.Break(_lists + (tag.IsEnd ? -1 : 0) > 0 ? 1 : 2);
        if (tag.IsEnd && _lists == 0)
            return;
        _lists += tag.IsEnd ? -1 : 1;
        _plain.Indent(tag.IsEnd ? -1 : 1);
        if (!tag.IsEnd && _lists <= MaxLists)
            _numbers[_lists - 1] = tag.Element == HtmlElement.NumberedList ? 1 : 0;
    }

    private void Link(HtmlTag tag)
    {
        if (!tag.IsEnd)
        {
            _target = tag.TryFind("href", out var href) ? LinkTarget.Of(href, target) : [];
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

    private void Words(scoped ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        if (_preformatted > 0)
        {
            _plain.Word(text);
            return;
        }

        var trimmed = text.Trim(' ');
        if (trimmed.IsEmpty || text[0] == ' ')
            _plain.Space();
        for (int gap; (gap = trimmed.IndexOf("  ")) >= 0; trimmed = trimmed[gap..].TrimStart(' '))
        {
            _plain.Word(trimmed[..gap]);
            _plain.Space();
        }

        _plain.Word(trimmed);
        if (text[^1] == ' ')
            _plain.Space();
    }

    private void Mark(char mark)
    {
        if (_preformatted > 0 && mark == '\n')
            _plain.NewLine();
        else if (_preformatted > 0 && mark is '\t')
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
