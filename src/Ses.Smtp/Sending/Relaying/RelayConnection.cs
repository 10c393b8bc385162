using System.Buffers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Smtp.Sending.Sealing;

namespace Ses.Smtp.Sending.Relaying;

/// <summary>One connection to one relay, by MailKit over a socket of ours: it would leave Nagle's algorithm on, which costs a factor of ten.</summary>
internal sealed class RelayConnection : SmtpClient
{
    private readonly ArrayBufferWriter<byte> _bytes = new(16 * 1024);
    private readonly Socket _socket;
    private readonly RelayLog _log;

    private RelayConnection(Socket socket, RelayLog log)
        : base(log)
    {
        (_socket, _log) = (socket, log);
        SourceAddress = (socket.LocalEndPoint as System.Net.IPEndPoint)?.Address.ToString();
    }

    public int Sent { get; private set; }

    public long OpenedAt { get; private init; }

    public long IdleSince { get; set; }

    public string RemoteHost { get; private init; } = "";

    public TlsFacts? Tls { get; private set; }

    public string Transcript => _log.ToString();

    public string? SourceAddress { get; }

    /// <summary>True where the server has closed its side while the connection lay idle.</summary>
    public bool IsDead => !IsConnected || (_socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0);

    public static async Task<RelayConnection> OpenAsync(
        Socket socket, RouteTarget target, string ehloName, SecureSocketOptions security, SmtpOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var judge = new CertificateJudge(options.TrustedRoots, time);
        var log = new RelayLog();
        var connection = new RelayConnection(socket, log)
        {
            LocalDomain = ehloName,
            Timeout = (int)options.Timeouts.EndOfData.TotalMilliseconds,
            CheckCertificateRevocation = false,
            RemoteHost = $"{target.Host}:{target.Port}",
            OpenedAt = time.GetTimestamp(),
            // Opportunistic TLS (RFC 7435): any certificate is better than plain text, which is the alternative.
            ServerCertificateValidationCallback = (_, certificate, chain, errors) => judge.Judge(certificate as X509Certificate2, chain, errors) || target.Tls == TlsMode.Opportunistic,
            SslProtocols = CertificateJudge.Protocols(options.MinimumTls),
        };
        try
        {
            await connection.ConnectAsync(socket, target.Host, target.Port, security, cancellationToken).ConfigureAwait(false);
            if (connection.IsSecure)
                connection.Tls = judge.FactsOf(connection.SslProtocol, connection.SslCipherSuite?.ToString() ?? "");
            if (target.Credentials is { } credentials)
                await connection.AuthenticateAsync(credentials, cancellationToken).ConfigureAwait(false);
            // In BDAT, MailKit would ask for the size first, and compose twice.
            connection.Capabilities &= ~(SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime);
            return connection;
        }
        catch (Exception error)
        {
            error.Data["transcript"] = log.ToString();
            connection.Dispose();
            throw;
        }
    }

    /// <summary>One transaction. Throws <see cref="SmtpRefusedException"/> for a refusal; <paramref name="written"/> is called before the final dot.</summary>
    public async Task<SmtpReplyFact> SendAsync(TransportRequest request, Action<RawMail> written, CancellationToken cancellationToken)
    {
        if (Sent > 0)
            _log.Begin($"kept connection to {RemoteHost}");
        var needsUtf8 = request.Recipient.NeedsSmtpUtf8 || request.MailFrom?.NeedsSmtpUtf8 == true;
        if (needsUtf8 && !Capabilities.HasFlag(SmtpCapabilities.UTF8))
            throw new SmtpRefusedException(new(553, "5.6.7", "the server does not take addresses with other than ASCII characters (SMTPUTF8)"), SmtpPhase.Recipient);
        _bytes.ResetWrittenCount();
        await request.Body.WriteAsync(_bytes, Abilities(needsUtf8), cancellationToken).ConfigureAwait(false);
        if (MaxSize > 0 && _bytes.WrittenCount > MaxSize)
            throw new SmtpRefusedException(new(552, "5.3.4", $"the mail has {_bytes.WrittenCount} octets, and the server takes {MaxSize} (SIZE)"), SmtpPhase.Data);
        if (!request.Fence.IsOpen)
            throw new SendFencedException();
        using var mail = new RawMail(_bytes.WrittenMemory, request.Fence);
        written(mail);
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        options.International = needsUtf8;
        var sender = request.MailFrom is { } from ? new MailboxAddress("", from.ToString()) : new MailboxAddress("", "");
        try
        {
            var text = await base.SendAsync(options, mail.Message, sender, [new MailboxAddress("", request.Recipient.ToString())], cancellationToken).ConfigureAwait(false);
            Sent++;
            return SmtpReplies.Of(250, text);
        }
        catch (SmtpCommandException error)
        {
            throw new SmtpRefusedException(SmtpReplies.Of((int)error.StatusCode, error.Message), mail.IsWritten ? SmtpPhase.EndOfData : SmtpPhase.Data);
        }
    }

    // The bytes are final: nothing is encoded anew, and nothing is measured by writing it twice.
    protected override void Prepare(FormatOptions options, MimeMessage message, EncodingConstraint constraint, int maxLineLength)
    {
    }

    protected override long GetSize(FormatOptions options, MimeMessage message, CancellationToken cancellationToken) => _bytes.WrittenCount;

    protected override void OnSenderNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        throw new SmtpRefusedException(SmtpReplies.Of((int)response.StatusCode, response.Response), SmtpPhase.MailFrom);

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        throw new SmtpRefusedException(SmtpReplies.Of((int)response.StatusCode, response.Response), SmtpPhase.Recipient);

    private ServerAbilities Abilities(bool needsUtf8) =>
        (needsUtf8 ? ServerAbilities.SmtpUtf8 : ServerAbilities.None) | (Capabilities.HasFlag(SmtpCapabilities.EightBitMime) ? ServerAbilities.EightBitMime : ServerAbilities.None);
}
