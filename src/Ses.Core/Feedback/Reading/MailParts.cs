using System.Text;
using MimeKit;
using MimeKit.Text;

namespace Ses.Feedback.Reading;

/// <summary>A mail taken apart: what people read in it, what programs read, and the mail it is about. Whatever the bytes, it never throws, and its time is bounded.</summary>
internal sealed class MailParts
{
    private const int MaxParts = 200;
    private const int MaxText = 64 * 1024;

    private static readonly ParserOptions Options = new() { MaxMimeDepth = 24, CharsetEncoding = Encoding.Latin1 };

    private readonly List<string> _texts = [];
    private readonly List<string> _pages = [];
    private readonly List<string> _statuses = [];
    private readonly List<HeaderList> _originals = [];
    private int _parts;

    private MailParts(HeaderList headers) => Headers = headers;

    /// <summary>The mail's own header.</summary>
    public HeaderList Headers { get; }

    /// <summary>The bodies of <c>message/delivery-status</c> parts.</summary>
    public IReadOnlyList<string> DeliveryStatuses => _statuses;

    /// <summary>The body of a <c>message/feedback-report</c> part; null for none.</summary>
    public string? FeedbackReport { get; private set; }

    /// <summary>The body of a <c>message/disposition-notification</c> (RFC 8098): a read receipt, or a refusal by a mailbox's filter (RFC 5429). Null for none.</summary>
    public string? Disposition { get; private set; }

    /// <summary>True where the mail calls itself a report of delivery, whatever is in it.</summary>
    public bool IsDeliveryReport { get; private set; }

    /// <summary>The headers of mails that were sent back, the first one first.</summary>
    public IReadOnlyList<HeaderList> Originals => _originals;

    /// <summary>What stands there for people.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The subject, decoded.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>Takes a mail apart.</summary>
    /// <param name="mail">As <see cref="MailBytes.Tidy"/> makes it.</param>
    public static MailParts Of(ReadOnlyMemory<byte> mail)
    {
        MailParts parts;
        try
        {
            using var stream = new MemoryStream(mail.ToArray(), writable: false);
            var message = new MimeParser(Options, stream, MimeFormat.Entity, persistent: true).ParseMessage();
            parts = new(message.Headers);
            if (message.Body is { } body)
            {
                parts.IsDeliveryReport = body.ContentType.Parameters["report-type"]?.Contains("delivery-status", StringComparison.OrdinalIgnoreCase) == true;
                parts.Take(body);
            }
        }
#pragma warning disable CA1031 // What a stranger wrote must not stop us, whatever it makes a parser do: it is read as plain text then.
        catch (Exception)
#pragma warning restore CA1031
        {
            parts = new(new HeaderList());
        }

        parts.Text = parts.TextOf(mail.Span);
        parts.Subject = parts.Headers.FirstOrDefault(header => header.Id == HeaderId.Subject) is { } subject ? EncodedWords.Decode(subject.RawValue) : "";
        return parts;
    }

    /// <summary>The value of a field of the mail's own header, decoded; null where it is not there.</summary>
    public string? Field(string name) => Field(Headers, name);

    /// <summary>The value of a field, decoded; null where it is not there.</summary>
    public static string? Field(HeaderList headers, string name) => headers[name]?.Trim();

    private string TextOf(ReadOnlySpan<byte> mail)
    {
        if (_texts.Count > 0)
            return string.Join('\n', _texts);
        if (_pages.Count > 0)
            return string.Join('\n', _pages.Select(Readable));
        // Not MIME, or broken MIME: all that stands behind the header.
        return Headers.Count > 0 && _statuses.Count + _originals.Count > 0 ? "" : Encoding.Latin1.GetString(mail[..Math.Min(mail.Length, MaxText)]);
    }

    private void Take(MimeEntity entity)
    {
        if (++_parts > MaxParts)
            return;
        switch (entity)
        {
            case Multipart multipart:
                foreach (var part in multipart)
                    Take(part);
                break;
            // Gateways wrap a report into a mail of their own. We send none, so what is wrapped is about our mail, not our mail.
            case MessagePart { Message: { Body: Multipart report } wrapped } when report.ContentType.IsMimeType("multipart", "report"):
                Take(report);
                break;
            case MessagePart original:
                if (original.Message is { } message)
                    _originals.Add(message.Headers);
                break;
            case MimePart part:
                TakeLeaf(part);
                break;
        }
    }

    private void TakeLeaf(MimePart part)
    {
        var type = part.ContentType;
        if (type.IsMimeType("message", "delivery-status") || type.IsMimeType("message", "global-delivery-status"))
            _statuses.Add(Decoded(part));
        else if (type.IsMimeType("message", "feedback-report"))
            FeedbackReport ??= Decoded(part);
        else if (type.IsMimeType("message", "disposition-notification") || type.IsMimeType("message", "global-disposition-notification"))
            Disposition ??= Decoded(part);
        else if (type.MediaSubtype.Contains("rfc822-header", StringComparison.OrdinalIgnoreCase) || type.IsMimeType("message", "global-headers"))
            TakeHeaders(part);
        else if (part is TextPart { IsHtml: true } page)
            _pages.Add(TextOf(page));
        else if (part is TextPart text)
            _texts.Add(TextOf(text));
    }

    private void TakeHeaders(MimePart part)
    {
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(Decoded(part).TrimStart() + "\n\n"));
        try
        {
            _originals.Add(new MimeParser(Options, stream, MimeFormat.Entity).ParseHeaders());
        }
        catch (FormatException)
        {
            // Not a header after all.
        }
    }

    private static string Decoded(MimePart part) => Encoding.UTF8.GetString(BytesOf(part));

    private static string TextOf(TextPart part) => Charsets.Decode(BytesOf(part), part.ContentType.Charset);

    private static ReadOnlySpan<byte> BytesOf(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content?.DecodeTo(bytes);
        return bytes.GetBuffer().AsSpan(0, (int)Math.Min(bytes.Length, MaxText));
    }

    private static string Readable(string page)
    {
        var text = new StringBuilder();
        var tokenizer = new HtmlTokenizer(new StringReader(page)) { DecodeCharacterReferences = true };
        while (tokenizer.ReadNextToken(out var token))
        {
            if (token is HtmlDataToken { Kind: HtmlTokenKind.Data } data)
                text.Append(data.Data);
            else if (token is HtmlTagToken { Id: HtmlTagId.P or HtmlTagId.Br or HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.LI or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 })
                text.Append('\n');
        }

        return text.ToString();
    }
}
