using System.Collections.Concurrent;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Ses.Delivery;
using Ses.Dns;
using IMailTransport = Ses.Delivery.IMailTransport;

namespace Ses.Smtp.Sending;

/// <summary>Carries mail by SMTP: one recipient a transaction, connections kept and shared by host.</summary>
internal sealed class SmtpTransport : IMailTransport, IDisposable
{
    private readonly SmtpOptions _options;
    private readonly TimeProvider _time;
    private readonly Dialer _dialer;
    private readonly ConcurrentDictionary<PoolKey, ConnectionPool> _pools = [];
    private readonly ITimer _sweeper;

    public SmtpTransport(SmtpOptions options, IDnsResolver dns, TimeProvider time)
    {
        _options = options;
        _time = time;
        _dialer = new(options, dns, time);
        _sweeper = time.CreateTimer(_ => Sweep(), null, options.IdleTimeout, options.IdleTimeout);
    }

    public async ValueTask<TransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        TransportReply? last = null;
        foreach (var target in request.Route.Targets)
        {
            if (!request.Fence.IsOpen)
                return new TransportReply.Fenced();
            last = await SendToAsync(target, request, cancellationToken).ConfigureAwait(false);
            // What was refused before the sender was named is about this host: the next one may be better.
            if (last is not (TransportReply.Unreachable or TransportReply.Refused { Phase: SmtpPhase.Connect or SmtpPhase.Hello or SmtpPhase.StartTls }))
                return last;
        }

        return last ?? new TransportReply.Unreachable("the route names no host");
    }

    public void Dispose()
    {
        _sweeper.Dispose();
        foreach (var pool in _pools.Values)
            pool.Dispose();
    }

    private async Task<TransportReply> SendToAsync(RouteTarget target, TransportRequest request, CancellationToken cancellationToken)
    {
        var key = new PoolKey(request.Route.Source, target.Host, target.Port, target.Tls, target.Credentials?.UserName);
        var pool = _pools.GetOrAdd(key, _ => new(_options, _time));
        await pool.EnterAsync(cancellationToken).ConfigureAwait(false);
        var attempt = new Attempt(request);
        if (pool.TakeIdle() is { } idle)
        {
            var reply = await attempt.RunAsync(idle, pool, cancellationToken).ConfigureAwait(false);
            if (!attempt.WasStale)
                return reply;
            // The connection had died of old age: that is nobody's failure. The place in the pool is still ours.
        }

        SmtpConnection fresh;
        try
        {
            fresh = await _dialer.DialAsync(target, request.Route, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            pool.Discard(null);
            if (error is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw;
            return NoConnection(error, target);
        }

        return await new Attempt(request).RunAsync(fresh, pool, cancellationToken).ConfigureAwait(false);
    }

    private static TransportReply NoConnection(Exception error, RouteTarget target)
    {
        var host = $"{target.Host}:{target.Port}";
        return error switch
        {
            SmtpCommandException refused => new TransportReply.Refused(SmtpReplies.Of((int)refused.StatusCode, refused.Message), SmtpPhase.Connect) { RemoteHost = host },
            AuthenticationException refused => new TransportReply.Unreachable($"AUTH failed: {SmtpReplies.Sanitize(refused.Message)}") { RemoteHost = host },
            SslHandshakeException => new TransportReply.Unreachable("the TLS handshake failed") { RemoteHost = host },
            _ => new TransportReply.Unreachable(SmtpReplies.Sanitize(error.Message)) { RemoteHost = host },
        };
    }

    private void Sweep()
    {
        foreach (var pool in _pools.Values)
            pool.CloseOld();
    }

    /// <summary>One transaction on one connection.</summary>
    private sealed class Attempt(TransportRequest request)
    {
        private RawMail? _mail;

        /// <summary>True where a kept connection turned out dead before the server took anything; the place in the pool is kept then.</summary>
        public bool WasStale { get; private set; }

        public async Task<TransportReply> RunAsync(SmtpConnection connection, ConnectionPool pool, CancellationToken cancellationToken)
        {
            var (host, source) = (connection.RemoteHost, connection.SourceAddress);
            var wasUsed = connection.Sent > 0;
            try
            {
                var reply = await connection.SendAsync(request, mail => _mail = mail, cancellationToken).ConfigureAwait(false);
                pool.Return(connection);
                return new TransportReply.Accepted(reply) { RemoteHost = host, SourceAddress = source };
            }
            catch (SmtpRefusedException refused) when (refused.Reply.Code == 421 && wasUsed && refused.Phase == SmtpPhase.MailFrom)
            {
                connection.Dispose();
                WasStale = true;
                return new TransportReply.Refused(refused.Reply, refused.Phase);
            }
            catch (SmtpRefusedException refused)
            {
                if (refused.Reply.Code == 421)
                    pool.Discard(connection);
                else
                    pool.Return(connection);
                return new TransportReply.Refused(refused.Reply, refused.Phase) { RemoteHost = host, SourceAddress = source };
            }
            catch (SendFencedException)
            {
                pool.Discard(connection);
                return new TransportReply.Fenced();
            }
            catch (Exception error) when (error is IOException or SocketException or ProtocolException or ServiceNotConnectedException or OperationCanceledException or ObjectDisposedException or TimeoutException)
            {
                if (wasUsed && _mail is not { IsWritten: true } && error is not OperationCanceledException)
                {
                    connection.Dispose();
                    WasStale = true;
                    return new TransportReply.Unreachable("a kept connection was closed");
                }

                pool.Discard(connection);
                var reason = error is OperationCanceledException ? "canceled while sending" : SmtpReplies.Sanitize(error.Message);
                return _mail is { IsWritten: true }
                    ? new TransportReply.Uncertain($"lost behind the final dot: {reason}") { RemoteHost = host, SourceAddress = source }
                    : new TransportReply.Unreachable($"lost while sending: {reason}") { RemoteHost = host, SourceAddress = source };
            }
            catch
            {
                pool.Discard(connection);
                throw;
            }
        }
    }
}
