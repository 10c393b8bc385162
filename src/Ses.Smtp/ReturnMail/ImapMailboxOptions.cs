using Ses.Delivery;

namespace Ses.Smtp.ReturnMail;

/// <summary>Options of reading bounces out of an IMAP mailbox.</summary>
public sealed class ImapMailboxOptions
{
    /// <summary>Reads the mailbox of a user.</summary>
    public ImapMailboxOptions(string host, string userName, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentException.ThrowIfNullOrEmpty(userName);
        ArgumentNullException.ThrowIfNull(password);
        (Host, UserName, Password) = (host, userName, password);
    }

    /// <summary>The server.</summary>
    public string Host { get; }

    /// <summary>Whose mailbox.</summary>
    public string UserName { get; }

    internal string Password { get; }

    /// <summary>The port; 993 by default.</summary>
    public int Port { get; set; } = 993;

    /// <summary>TLS from the first byte by default.</summary>
    public TlsMode Tls { get; set; } = TlsMode.Implicit;

    /// <summary>The folder that is read; <c>INBOX</c> by default. Everything in it is taken for mail that came back.</summary>
    public string Folder { get; set; } = "INBOX";

    /// <summary>Where mails go once they are on record, made where it is missing; <c>Processed</c> by default. Null deletes them.</summary>
    public string? MoveTo { get; set; } = "Processed";

    /// <summary>How often the mailbox is looked into; every minute by default.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}
