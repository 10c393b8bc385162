using System.Collections.Concurrent;
using MailKit.Net.Smtp;
using MailKit.Security;
using Ses.Delivery;
using Ses.Smtp.Sending.Dialing;
using Ses.Smtp.Sending.Direct;
using Ses.Smtp.Sending.Sealing;

namespace Ses.Smtp.Sending.Relaying;

/// <summary>Carries mail to relays that ask for AUTH or speak TLS from the first byte: by MailKit.</summary>
internal sealed class RelaySender : IDisposable
{
    private readonly SmtpOptions _options;
    private readonly TimeProvider _time;
    private readonly Dialer _dialer;
    private readonly ConcurrentDictionary<(Destination Destination, string? UserName), RelayPool> _pools = [];
    private readonly ITimer _sweeper;

    public RelaySender(SmtpOptions options, Dialer dialer, TimeProvider time)
    {
        _options = options;
        _dialer = dialer;
        _time = time;
        _sweeper = time.CreateTimer(_ => Sweep(), null, options.IdleTimeout, options.IdleTimeout);
    }

    public async Task<SendOutcome> SendAsync(RouteTarget target, TransportRequest request, CancellationToken cancellationToken)
    {
        var route = request.Route;
        var destination = new Destination(route.Source, target.Host, target.Port, target.Tls is TlsMode.Opportunistic ? TlsNeed.Opportunistic : TlsNeed.Verified, route.EhloName, target.Host, IsExchanger: false);
        var pool = _pools.GetOrAdd((destination, target.Credentials?.UserName), _ => new(_options, _time));
        await pool.EnterAsync(request, cancellationToken).ConfigureAwait(false);
        var attempt = new RelayAttempt(request, pool);
        if (pool.TakeIdle() is { } idle)
        {
            var reply = await attempt.RunAsync(idle, cancellationToken).ConfigureAwait(false);
            if (!attempt.WasStale)
                return new(reply, IsAboutHost: false);
            // The connection had died of old age: that is nobody's failure. The place in the pool is still ours.
        }

        RelayConnection fresh;
        try
        {
            var dialed = await DialAsync(destination, cancellationToken).ConfigureAwait(false);
            if (dialed.Socket is null)
            {
                pool.Discard(null);
                return new(dialed.Failure! with { RemoteHost = destination.ToString() }, IsAboutHost: dialed.Failure is not TransportReply.SourceUnavailable);
            }

            fresh = await RelayConnection.OpenAsync(dialed.Socket, target, route.EhloName, SecurityOf(target), _options, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            pool.Discard(null);
            if (error is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw;
            return new(NoConnection(error, destination), IsAboutHost: true);
        }

        return new(await new RelayAttempt(request, pool).RunAsync(fresh, cancellationToken).ConfigureAwait(false), IsAboutHost: false);
    }

    public void Dispose()
    {
        _sweeper.Dispose();
        foreach (var pool in _pools.Values)
            pool.Dispose();
    }

    private async Task<Dialed> DialAsync(Destination destination, CancellationToken cancellationToken)
    {
        var found = await _dialer.FindAsync(destination, cancellationToken).ConfigureAwait(false);
        return found.Addresses.Count == 0
            ? new(null, System.Net.IPAddress.None, new TransportReply.Unreachable(found.WhyNone!))
            : await _dialer.DialAsync(destination, found.Addresses, cancellationToken).ConfigureAwait(false);
    }

    private static SecureSocketOptions SecurityOf(RouteTarget target) => target.Tls switch
    {
        TlsMode.None => SecureSocketOptions.None,
        TlsMode.Implicit => SecureSocketOptions.SslOnConnect,
        TlsMode.Required => SecureSocketOptions.StartTls,
        // A password is not shown in plain text because TLS failed.
        _ => target.Credentials is null ? SecureSocketOptions.StartTlsWhenAvailable : SecureSocketOptions.StartTls,
    };

    private static TransportReply NoConnection(Exception error, Destination destination)
    {
        TransportReply reply = error switch
        {
            SmtpCommandException refused => new TransportReply.Refused(SmtpReplies.Of((int)refused.StatusCode, refused.Message), SmtpPhase.Connect),
            AuthenticationException refused => new TransportReply.Unreachable($"AUTH failed: {SmtpReplies.Sanitize(refused.Message)}"),
            SslHandshakeException => new TransportReply.Unreachable($"the TLS handshake failed: {SmtpReplies.Sanitize(error.InnerException?.Message ?? "")}"),
            NotSupportedException => new TransportReply.Unreachable($"the server does not offer what is asked of it: {SmtpReplies.Sanitize(error.Message)}"),
            _ => new TransportReply.Unreachable(SmtpReplies.Sanitize(error.Message)),
        };
        return reply with { RemoteHost = destination.ToString(), Transcript = error.Data["transcript"] as string };
    }

    private void Sweep()
    {
        foreach (var pool in _pools.Values)
            pool.CloseOld();
    }
}
