using System.Net;
using System.Security.Cryptography.X509Certificates;
using Ses.Delivery;
using Ses.Smtp.ReturnMail;

namespace Ses.Smtp;

/// <summary>Options of carrying mail by SMTP.</summary>
public sealed class SmtpOptions
{
    /// <summary>Relays that take all mail, in the order in which they are tried; empty to deliver to the recipients' mail exchangers.</summary>
    public IList<RouteTarget> Relays { get; } = [];

    /// <summary>Connections to one host at once, from one source; 20 by default. <see cref="Route.MaxConnections"/>, for all hosts of a site, holds too.</summary>
    public int MaxConnectionsPerHost { get; set; } = 20;

    /// <summary>Messages on one connection; 100 by default. <see cref="Route.MaxMessagesPerConnection"/> holds too.</summary>
    public int MaxMessagesPerConnection { get; set; } = 100;

    /// <summary>How old a connection may grow; 10 minutes by default. The mail under way is finished.</summary>
    public TimeSpan MaxConnectionAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an unused connection is kept; 30 seconds by default.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server may take for each step; RFC 5321's limits by default.</summary>
    public SmtpTimeouts Timeouts { get; } = new();

    /// <summary>The lowest version of TLS; 1.2 by default.</summary>
    public TlsVersion MinimumTls { get; set; } = TlsVersion.Tls12;

    /// <summary>
    /// Recipient domains to which no mail goes without TLS and a certificate that is valid for the exchanger: <c>example.com</c>, <c>*.example.com</c> for one label more, or <c>*</c>
    /// for all. Empty by default: TLS is opportunistic, unless the domain's MTA-STS policy asks for more.
    /// </summary>
    public ICollection<string> RequireTlsFor { get; } = [];

    /// <summary>Authorities that are trusted beside the system's, such as a company's own. Empty by default.</summary>
    public X509Certificate2Collection TrustedRoots { get; } = [];

    /// <summary>Whether recipient domains' MTA-STS policies (RFC 8461) are looked up and kept; true by default.</summary>
    public bool UseMtaSts { get; set; } = true;

    /// <summary>Whether BDAT (RFC 3030) is used where it helps: with servers that offer CHUNKING and no PIPELINING, and for mails of 1 MB and more. True by default.</summary>
    public bool UseChunking { get; set; } = true;

    /// <summary>
    /// Whether exchangers may be on this host or in a private network; false by default: a stranger's DNS would lead mail in a loop or into the network behind this host. For tests,
    /// and for mail within a company. Relays are never asked this.
    /// </summary>
    public bool AllowPrivateExchangers { get; set; }

    /// <summary>DNS servers to ask; empty for the system's.</summary>
    public IList<IPEndPoint> NameServers { get; } = [];

    internal List<BounceListenerOptions> Listeners { get; } = [];

    internal List<ImapMailboxOptions> Mailboxes { get; } = [];

    internal List<MaildirOptions> Maildirs { get; } = [];

    /// <summary>
    /// Takes bounces in by SMTP while the engine runs: only for return paths that Ses itself made, and for <see cref="BounceListenerOptions.ReportAddresses"/>.
    /// The host must be the MX of the return paths (<see cref="SesIdentity.ReturnPathMx"/>).
    /// </summary>
    /// <param name="endPoint">Where to listen, port 25 as a rule.</param>
    /// <param name="configure">Limits, certificate, further addresses.</param>
    public SmtpOptions ReceiveBounces(IPEndPoint endPoint, Action<BounceListenerOptions>? configure = null)
    {
        var options = new BounceListenerOptions(endPoint);
        configure?.Invoke(options);
        Listeners.Add(options);
        return this;
    }

    /// <summary>Reads bounces and complaints out of an IMAP mailbox while the engine runs. A mail is moved away once it is on record.</summary>
    /// <param name="host">Name or address of the IMAP server.</param>
    /// <param name="userName">Whose mailbox.</param>
    /// <param name="password">The password.</param>
    /// <param name="configure">Port, TLS, folders, interval.</param>
    public SmtpOptions ReadBounces(string host, string userName, string password, Action<ImapMailboxOptions>? configure = null)
    {
        var options = new ImapMailboxOptions(host, userName, password);
        configure?.Invoke(options);
        Mailboxes.Add(options);
        return this;
    }

    /// <summary>Reads bounces and complaints out of a Maildir while the engine runs: a mail goes from <c>new</c> to <c>cur</c> once it is on record.</summary>
    /// <param name="path">The folder that holds <c>new</c> and <c>cur</c>.</param>
    /// <param name="configure">The interval.</param>
    public SmtpOptions ReadBouncesFromMaildir(string path, Action<MaildirOptions>? configure = null)
    {
        var options = new MaildirOptions(path);
        configure?.Invoke(options);
        Maildirs.Add(options);
        return this;
    }

    /// <summary>Sends all mail through a relay; call it again for one to fall over to.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">587 for submission, 465 for implicit TLS, 25 otherwise.</param>
    /// <param name="tls">Opportunistic by default; with credentials, choose <see cref="TlsMode.Required"/> or <see cref="TlsMode.Implicit"/>.</param>
    /// <param name="userName">For AUTH; null for none.</param>
    /// <param name="password">For AUTH.</param>
    public SmtpOptions Relay(string host, int port = 25, TlsMode tls = TlsMode.Opportunistic, string? userName = null, string? password = null)
    {
        Relays.Add(new(host, port, tls, userName is null ? null : new NetworkCredential(userName, password)));
        return this;
    }
}
