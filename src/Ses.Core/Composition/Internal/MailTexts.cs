using Ses.Composition.Internal.Bodies;
using Ses.Composition.Internal.Flat;
using Ses.Composition.Internal.PlainText;
using Ses.Templates.Internal;

namespace Ses.Composition.Internal;

/// <summary>What one recipient is told: the subject, and the bodies as canonical text (UTF-8, CRLF line ends), before they are encoded.</summary>
internal sealed class MailTexts
{
    private readonly CharBuffer _from = new();
    private readonly CharBuffer _to = new();
    private readonly CharBuffer _target = new(512);

    public CharBuffer Subject { get; } = new(256);

    public ByteBuffer Html { get; } = new(16 * 1024);

    public ByteBuffer Plain { get; } = new(16 * 1024);

    /// <summary>For a text on its way.</summary>
    public ByteBuffer Scratch { get; } = new(256);

    public FlatValues Values { get; } = new();

    public bool HasHtml { get; private set; }

    public bool HasPlain { get; private set; }

    /// <summary>Octets that it keeps.</summary>
    public int Capacity => Html.Capacity + Plain.Capacity + Values.Capacity + (2 * (_from.Capacity + _to.Capacity));

    public void Clear()
    {
        Subject.Clear();
        Html.Clear();
        Plain.Clear();
        Scratch.Clear();
        _ = Have(html: false, plain: false);
    }

    public void Take(RenderedContent content)
    {
        Clear();
        Subject.Append(content.Subject);
        CanonicalText.Append(content.Html, Html);
        CanonicalText.Append(content.Text, Plain);
        _ = Have(content.Html is not null, content.Text is not null);
    }

    /// <summary>Says which bodies there are.</summary>
    public bool Have(bool html, bool plain)
    {
        (HasHtml, HasPlain) = (html, plain);
        return true;
    }

    /// <summary>Makes the plain text from the HTML where there is none.</summary>
    public void CompletePlain()
    {
        if (HasPlain || !HasHtml)
            return;
        _from.Clear();
        _to.Clear();
        _from.AppendUtf8(Html.Written);
        HtmlText.Write(_from.Written, _to, _target);
        CanonicalText.Append(_to.Written, Plain);
    }
}
