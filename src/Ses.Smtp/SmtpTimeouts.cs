namespace Ses.Smtp;

/// <summary>How long a server may take for each step. Each holds for the step as a whole, however slowly its octets drip; when it passes, the attempt ends and is retried later.</summary>
public sealed class SmtpTimeouts
{
    /// <summary>For a TCP connection to one address; 30 seconds by default.</summary>
    public TimeSpan Connect { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After which another address of the host is tried beside the first; 1 second by default.</summary>
    public TimeSpan NextAddress { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>For the banner; 5 minutes by default (RFC 5321 §4.5.3.2.1).</summary>
    public TimeSpan Banner { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For the answer to EHLO, HELO and STARTTLS; 5 minutes by default.</summary>
    public TimeSpan Hello { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For the TLS handshake; 1 minute by default.</summary>
    public TimeSpan Handshake { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>For the answer to MAIL FROM; 5 minutes by default (RFC 5321 §4.5.3.2.2).</summary>
    public TimeSpan MailFrom { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For the answer to RCPT TO; 5 minutes by default (RFC 5321 §4.5.3.2.3).</summary>
    public TimeSpan Recipient { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For the answer to DATA; 2 minutes by default (RFC 5321 §4.5.3.2.4).</summary>
    public TimeSpan Data { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>For 64 KB of the mail to be taken; 3 minutes by default (RFC 5321 §4.5.3.2.5).</summary>
    public TimeSpan Block { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>For the answer to the whole mail; 10 minutes by default (RFC 5321 §4.5.3.2.6). When it passes, nobody knows whether the server has the mail.</summary>
    public TimeSpan EndOfData { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>For one mail from MAIL FROM to the last answer; 30 minutes by default.</summary>
    public TimeSpan Transaction { get; set; } = TimeSpan.FromMinutes(30);
}
