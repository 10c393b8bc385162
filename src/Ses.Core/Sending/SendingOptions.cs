namespace Ses.Sending;

/// <summary>Options of sending.</summary>
public sealed class SendingOptions
{
    /// <summary>Recipients in To; 50 by default.</summary>
    public int MaxTo { get; set; } = 50;

    /// <summary>Recipients in Cc; 20 by default.</summary>
    public int MaxCc { get; set; } = 20;

    /// <summary>Recipients in Bcc; 20 by default.</summary>
    public int MaxBcc { get; set; } = 20;

    /// <summary>Characters of a subject; 998 by default (RFC 5322 §2.1.1).</summary>
    public int MaxSubjectLength { get; set; } = 998;

    /// <summary>Attachments of a message; 10 by default.</summary>
    public int MaxAttachments { get; set; } = 10;

    /// <summary>Octets of a message: bodies and attachments as they are encoded; 10 MB by default.</summary>
    public long MaxMessageOctets { get; set; } = 10 * 1024 * 1024;

    /// <summary>Marketing-stream messages an hour from one sender address to one recipient by <c>SendAsync</c>; 10 by default.</summary>
    public int MaxMarketingPerHour { get; set; } = 10;

    /// <summary>Whom recipients of marketing mail write to in order to leave (List-Unsubscribe, RFC 2369); null (default) for the message's Reply-To or sender.</summary>
    public string? UnsubscribeMailbox { get; set; }

    /// <summary>Only files of the types and with the names that the guide's service takes: no programs, no spaces in names. False by default: any file.</summary>
    public bool OnlyGuideAttachments { get; set; }

    /// <summary>How long an idempotency key is kept; 24 hours by default.</summary>
    public TimeSpan IdempotencyLifetime { get; set; } = TimeSpan.FromHours(24);
}
