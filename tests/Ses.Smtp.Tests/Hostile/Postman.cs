using System.Buffers;
using System.Net;
using System.Text;
using Ses.Delivery;
using Ses.Dns;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Smtp.MtaSts;
using Ses.Smtp.Sending;
using Ses.Smtp.Sending.Dialing;
using Ses.Storage.InMemory;
using Ses.Testing;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>Sends mail by the transport under test: a clock that the test moves or the system's, a DNS of the test's, exchangers on loopback allowed.</summary>
internal sealed class Postman : IDisposable, ISendFence
{
    public const string Letter = "From: a@sender.test\r\nTo: b@site.test\r\nSubject: hello\r\n\r\nHello.\r\n";

    private readonly SmtpTransport _transport;

    public Postman(Action<SmtpOptions>? configure = null, TimeProvider? time = null, IDnsResolver? dns = null, IMtaStsPolicies? policies = null)
    {
        Options.AllowPrivateExchangers = true;
        configure?.Invoke(Options);
        Time = time ?? TimeProvider.System;
        _transport = new(Options, dns ?? Dns, policies, Time);
    }

    public SmtpOptions Options { get; } = new();

    public TimeProvider Time { get; }

    public InMemoryDns Dns { get; } = new();

    /// <summary>What the fence says; asked again each time.</summary>
    public Func<bool> Fence { get; set; } = () => true;

    public bool IsOpen => Fence();

    /// <summary>Cancels attempts that begin from now on; the test's own by default.</summary>
    public CancellationToken Token { get; set; } = TestContext.Current.CancellationToken;

    public IPAddress? Source { get; set; }

    public TlsMode Tls { get; set; } = TlsMode.Opportunistic;

    public MailStream Stream { get; set; }

    /// <summary>What composing a mail that is sent from now on waits for.</summary>
    public Task Composing { get; set; } = Task.CompletedTask;

    public TranscriptKeeping Transcripts { get; set; } = TranscriptKeeping.All;

    /// <summary>One attempt at the exchangers that are named <c>mx1.test</c>, <c>mx2.test</c>, … of the DNS, or at the server alone.</summary>
    public Task<TransportReply> SendAsync(HostileServer server, string to = "b@site.test", string mail = Letter) =>
        SendAsync([(server.With.Address ?? IPAddress.Loopback).ToString()], server.Port, to, Encoding.Latin1.GetBytes(mail));

    public Task<TransportReply> SendAsync(IEnumerable<string> hosts, int port, string to = "b@site.test", byte[]? mail = null) =>
        SendAsync(new Route([.. hosts.Select(host => new RouteTarget(host, port, Tls))], "sender.test", Source, "site.test") { IsToExchangers = true }, to, mail);

    public async Task<TransportReply> SendAsync(Route route, string to = "b@site.test", byte[]? mail = null)
    {
        var request = new TransportRequest
        {
            MailFrom = EmailAddress.Parse("bounce@sender.test"),
            Recipient = EmailAddress.Parse(to),
            Body = new Body(mail ?? Encoding.ASCII.GetBytes(Letter), Composing),
            Route = route,
            Stream = Stream,
            Transcripts = Transcripts,
            Fence = this,
        };
        return await _transport.SendAsync(request, Token);
    }

    public void Dispose() => _transport.Dispose();

    public static MtaStsPolicies Policies(SmtpOptions options, IDnsResolver dns, TimeProvider time, int port, IMtaStsPolicyStore? store = null) =>
        new(dns, new PolicyFetcher(options, new Dialer(options, dns, time), time, port), store ?? new InMemoryStorage().MtaStsPolicies, time);

    private sealed class Body(byte[] mail, Task composing) : IMailBody
    {
        public async ValueTask WriteAsync(IBufferWriter<byte> destination, ServerAbilities abilities, CancellationToken cancellationToken)
        {
            await composing;
            destination.Write(mail);
        }
    }
}
