using System.Buffers;
using System.Text;
using Ses.Templates.Internal.Html;

namespace Ses.Templates.Internal.Rendering;

/// <summary>Collects what is rendered, makes values harmless, and stops at the limit. A capture's writer keeps the plain text beside the markup.</summary>
internal sealed class TemplateWriter : TextWriter
{
    private readonly RenderRun _run;
    private readonly StringBuilder? _plain;
    private char[] _buffer = ArrayPool<char>.Shared.Rent(1024);
    private int _length;

    public TemplateWriter(RenderRun run, bool keepsPlain = false)
        : base(System.Globalization.CultureInfo.InvariantCulture)
        => (_run, _plain) = (run, keepsPlain ? new() : null);

    public override Encoding Encoding => Encoding.Unicode;

    /// <summary>What was written, with values as they came and entities read; where it was kept.</summary>
    public string Plain => _plain?.ToString() ?? ToString();

    public override void Write(char value) => Append([value]);

    public override void Write(string? value) => WriteLiteral(value ?? "");

    /// <summary>Writes text of the template's own.</summary>
    public void WriteLiteral(string text)
    {
        Append(text);
        _plain?.Append(HtmlEscape.Decode(text));
    }

    /// <summary>Writes markup that is escaped already.</summary>
    public void WriteMarkup(string markup, string plain)
    {
        Append(markup);
        _plain?.Append(plain);
    }

    /// <summary>Why a value cannot stand in that slot; null where it can.</summary>
    public string? Refuse(string text, OutputSlot slot) => slot.Kind switch
    {
        OutputKind.HtmlAddress => AddressRules.Refuse(HeadOf(slot.Quote), text, slot.Attribute),
        OutputKind.Css => CssRules.RefuseValue(text),
        OutputKind.CssAddress => CssRules.RefuseAddress(text) ?? AddressRules.Refuse("", text, "url()"),
        OutputKind.CssAddressRest => CssRules.RefuseAddress(text),
        _ => null,
    };

    /// <summary>Writes a value as its slot wants it.</summary>
    public void WriteValue(string text, OutputSlot slot)
    {
        _plain?.Append(text);
        if (slot.Kind == OutputKind.Plain)
            Append(text);
        else
            WriteEscaped(text, slot.Kind == OutputKind.Header ? HeaderEscape.Characters : slot.IsInComment ? HtmlEscape.CharactersInComment : HtmlEscape.Characters);
    }

    public override string ToString() => new(_buffer, 0, _length);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer.Length > 0)
        {
            ArrayPool<char>.Shared.Return(_buffer);
            _buffer = [];
        }

        base.Dispose(disposing);
    }

    // What the attribute holds so far: its quotation mark is the last one written, since values have theirs escaped.
    private string HeadOf(char quote)
    {
        var written = _buffer.AsSpan(0, _length);
        return written[(written.LastIndexOf(quote) + 1)..].ToString();
    }

    private void WriteEscaped(ReadOnlySpan<char> text, SearchValues<char> escaped)
    {
        int at;
        while ((at = text.IndexOfAny(escaped)) >= 0)
        {
            Append(text[..at]);
            Append(escaped == HeaderEscape.Characters ? " " : HtmlEscape.Entity(text[at]));
            text = text[(at + 1)..];
        }

        Append(text);
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _run.MaxLength)
            throw _run.TooLong();
        if (_length + text.Length > _buffer.Length)
            Grow(_length + text.Length);
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
