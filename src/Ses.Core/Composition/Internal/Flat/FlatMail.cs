using Ses.Templates;
using Ses.Templates.Internal;

namespace Ses.Composition.Internal.Flat;

/// <summary>
/// A template that is but literals and variables, written as bytes straight from the JSON of the variables: about 7 µs, measured on a busy machine, and no memory.
/// What it cannot write as the plain way would (a missing value, an object, an odd address, a limit), it leaves to that, which knows what to say.
/// </summary>
internal sealed class FlatMail
{
    private readonly FlatNames _names = new();
    private readonly TemplatesOptions _options;
    private readonly FlatText? _subject;
    private readonly FlatText? _html;
    private readonly FlatText? _text;

    private FlatMail(TemplateSet templates)
    {
        _options = templates.Options;
        _subject = FlatText.Of(templates.Subject, _names);
        _html = FlatText.Of(templates.Html, _names);
        _text = FlatText.Of(templates.Text, _names);
        IsFlat = _subject is not null && (_html is not null || templates.Html is null) && (_text is not null || templates.Text is null);
    }

    private bool IsFlat { get; }

    /// <summary>Null where a text decides, repeats or computes.</summary>
    public static FlatMail? Of(TemplateSet templates)
    {
        var mail = new FlatMail(templates);
        return mail.IsFlat ? mail : null;
    }

    /// <summary>Writes what a recipient gets. False where it cannot; then nothing in <paramref name="texts"/> counts.</summary>
    public bool TryWrite(string? messageData, string? recipientData, MailTexts texts)
    {
        texts.Clear();
        return texts.Values.TryRead(_names, messageData, recipientData, _options.MaxDataOctets)
            && TryWriteSubject(texts)
            && TryWrite(_html, texts.Values, texts.Html)
            && TryWrite(_text, texts.Values, texts.Plain)
            && texts.Have(_html is not null, _text is not null);
    }

    private bool TryWriteSubject(MailTexts texts)
    {
        if (!TryWrite(_subject, texts.Values, texts.Scratch))
            return false;
        texts.Subject.AppendUtf8(texts.Scratch.Written);
        return true;
    }

    private bool TryWrite(FlatText? text, FlatValues values, ByteBuffer destination) =>
        text is null || text.TryWrite(values, _options, destination);
}
