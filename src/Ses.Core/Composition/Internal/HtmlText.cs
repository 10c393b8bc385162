using System.Text;
using MimeKit.Text;

namespace Ses.Composition.Internal;

/// <summary>Derives a plain-text body from HTML: paragraphs, list items, link targets behind their text; nothing of scripts, styles and the head.</summary>
internal static class HtmlText
{
    public static string Of(string html)
    {
        var writer = new TextWriterState();
        var tokenizer = new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = true };
        while (tokenizer.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken tag:
                    writer.Tag(tag);
                    break;
                case HtmlDataToken { Kind: HtmlTokenKind.Data } data:
                    writer.Text(data.Data);
                    break;
            }
        }

        return writer.ToString();
    }

    private sealed class TextWriterState
    {
        private readonly StringBuilder _text = new();
        private readonly Stack<string?> _links = [];
        private int _hidden;
        private bool _space;

        public void Tag(HtmlTagToken tag)
        {
            switch (tag.Id)
            {
                case HtmlTagId.Head or HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Title when !tag.IsEmptyElement:
                    _hidden = Math.Max(0, _hidden + (tag.IsEndTag ? -1 : 1));
                    break;
                case HtmlTagId.Br:
                    Break(1);
                    break;
                case HtmlTagId.P or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 or HtmlTagId.H4 or HtmlTagId.H5 or HtmlTagId.H6 or HtmlTagId.Table or HtmlTagId.UL or HtmlTagId.OL:
                    Break(2);
                    break;
                case HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.HR:
                    Break(1);
                    break;
                case HtmlTagId.LI when !tag.IsEndTag:
                    Break(1);
                    Text("- ");
                    break;
                case HtmlTagId.TD or HtmlTagId.TH when tag.IsEndTag:
                    _space = true;
                    break;
                case HtmlTagId.A:
                    Link(tag);
                    break;
            }
        }

        public void Text(string data)
        {
            if (_hidden > 0)
                return;
            foreach (var c in data)
            {
                if (char.IsWhiteSpace(c) && c != '\u00a0')
                {
                    _space = true;
                    continue;
                }

                if (_space && _text.Length > 0 && _text[^1] != '\n')
                    _text.Append(' ');
                _space = false;
                _text.Append(c);
            }

            // A space behind a bullet is wanted, though nothing follows it yet.
            _space |= data.Length > 0 && data[^1] == ' ';
        }

        public override string ToString() => _text.ToString().Trim() + "\n";

        private void Link(HtmlTagToken tag)
        {
            if (!tag.IsEndTag)
            {
                if (!tag.IsEmptyElement)
                    _links.Push(tag.Attributes.FirstOrDefault(attribute => attribute.Id == HtmlAttributeId.Href)?.Value);
            }
            else if (_links.TryPop(out var target) && target is not null && target.StartsWith("http", StringComparison.OrdinalIgnoreCase) && _hidden == 0)
            {
                _space = true;
                Text($"({target})");
            }
        }

        private void Break(int lines)
        {
            _space = false;
            if (_hidden > 0 || _text.Length == 0)
                return;
            while (_text.Length > 0 && _text[^1] == ' ')
                _text.Length--;
            var present = 0;
            while (present < _text.Length && _text[_text.Length - 1 - present] == '\n')
                present++;
            _text.Append('\n', Math.Max(0, lines - present));
        }
    }
}
