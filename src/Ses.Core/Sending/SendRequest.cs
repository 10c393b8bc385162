using MimeKit;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates;

namespace Ses.Sending;

/// <summary>One message: to whom, from whom, and either a template with its variables or own content. All recipients in To and Cc see each other.</summary>
public sealed record SendRequest
{
    /// <summary>The sender: an address under a verified domain, with or without a name (<c>Shop &lt;shop@example.com&gt;</c>).</summary>
    public required string From { get; init; }

    /// <summary>Recipients shown in To; 50 at most. At least one of To, Cc and Bcc is needed.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Recipients shown in Cc; 20 at most.</summary>
    public IReadOnlyList<string> Cc { get; init; } = [];

    /// <summary>Recipients that no copy shows; 20 at most.</summary>
    public IReadOnlyList<string> Bcc { get; init; } = [];

    /// <summary>The subject; 998 characters at most. With a template, it may have variables.</summary>
    public required string Subject { get; init; }

    /// <summary>The template; null for own content.</summary>
    public TemplateId? Template { get; init; }

    /// <summary>The template's variables; 8 KB at most.</summary>
    public TemplateData? Data { get; init; }

    /// <summary>The HTML body, without a template.</summary>
    public string? Html { get; init; }

    /// <summary>The plain-text body, without a template; null to derive it from <see cref="Html"/>.</summary>
    public string? Text { get; init; }

    /// <summary>Files that travel along; 10 at most.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>An invitation or another entry for calendars (RFC 5545); null for none.</summary>
    public CalendarEntry? Calendar { get; init; }

    /// <summary>
    /// A whole mail (RFC 5322), as <see cref="FromMime(MimeMessage)"/> takes it, instead of template, bodies, attachments and own fields. Its From must be the
    /// request's; Bcc, Date, Message-ID and traces of earlier journeys are replaced or left out; all else stays as it is.
    /// </summary>
    public ReadOnlyMemory<byte>? Mime { get; init; }

    /// <summary>Where answers go; empty for the sender.</summary>
    public IReadOnlyList<string> ReplyTo { get; init; } = [];

    /// <summary>Own header fields. Those that Ses writes itself (From, To, Date, Message-ID, …) are refused.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The same key gives the same receipt for 24 hours, and sends once; with another request, an error.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Transactional by default.</summary>
    public MailStream Stream { get; init; } = MailStream.Transactional;

    /// <summary>A request that sends a message of MimeKit's to the recipients it names. Parts without a transfer encoding are given one.</summary>
    public static SendRequest FromMime(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return RawRequest.Of(message);
    }

    /// <summary>A request that sends a mail as it stands in a stream, such as an <c>.eml</c> file, to the recipients it names; throws <see cref="FormatException"/> where it is none.</summary>
    public static SendRequest FromMime(Stream mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        using var bytes = new MemoryStream();
        mail.CopyTo(bytes);
        bytes.Position = 0;
        using var message = MimeMessage.Load(bytes, persistent: true);
        return RawRequest.Of(message, bytes.ToArray());
    }
}

/// <summary>An entry for calendars: shown by readers that know it, attached as a file for the others.</summary>
/// <param name="Content">From <c>BEGIN:VCALENDAR</c> to <c>END:VCALENDAR</c>.</param>
/// <param name="Method">What it asks for (RFC 5546); null for what its METHOD line says, or else <c>PUBLISH</c>.</param>
/// <param name="FileName">The file's name.</param>
public sealed record CalendarEntry(string Content, string? Method = null, string FileName = "invite.ics");

/// <summary>A file that travels with a message.</summary>
/// <param name="FileName">As the recipient sees it.</param>
/// <param name="Content">The bytes.</param>
/// <param name="ContentType">The media type; null to tell it by the file name's ending.</param>
/// <param name="ContentId">Set to show it inside the HTML as <c>cid:…</c>; null for an attachment.</param>
public sealed record Attachment(string FileName, ReadOnlyMemory<byte> Content, string? ContentType = null, string? ContentId = null);
