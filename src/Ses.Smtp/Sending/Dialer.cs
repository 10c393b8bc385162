using System.Net;
using System.Net.Sockets;
using MailKit.Security;
using Ses.Delivery;
using Ses.Dns;

namespace Ses.Smtp.Sending;

/// <summary>Opens connections: resolves the host, tries its addresses, greets, and falls back from broken TLS by redialing where that is allowed.</summary>
internal sealed class Dialer(SmtpOptions options, IDnsResolver dns, TimeProvider time)
{
    private static readonly TimeSpan BrokenTlsMemory = TimeSpan.FromHours(1);

    private readonly Dictionary<string, long> _brokenTls = [];
    private readonly Lock _lock = new();

    public async Task<SmtpConnection> DialAsync(RouteTarget target, Route route, CancellationToken cancellationToken)
    {
        var security = SecurityOf(target);
        try
        {
            return await DialAsync(target, route, security, cancellationToken).ConfigureAwait(false);
        }
        catch (SslHandshakeException) when (target.Tls == TlsMode.Opportunistic && security != SecureSocketOptions.None)
        {
            lock (_lock)
                _brokenTls[Key(target)] = time.GetTimestamp();
            return await DialAsync(target, route, SecureSocketOptions.None, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<SmtpConnection> DialAsync(RouteTarget target, Route route, SecureSocketOptions security, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        foreach (var address in await AddressesAsync(target.Host, route.Source, cancellationToken).ConfigureAwait(false))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(options.ConnectTimeout);
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                if (route.Source is { } source)
                    socket.Bind(new IPEndPoint(source, 0));
                await socket.ConnectAsync(new IPEndPoint(address, target.Port), limit.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
                failure = error is OperationCanceledException ? new TimeoutException($"no connection within {options.ConnectTimeout.TotalSeconds} s") : error;
                continue;
            }

            return await SmtpConnection.OpenAsync(socket, target, route.EhloName, security, options.ReplyTimeout, cancellationToken).ConfigureAwait(false);
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    private async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, IPAddress? source, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPAddress> addresses;
        if (IPAddress.TryParse(host, out var literal))
            addresses = [literal];
        else if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            addresses = [IPAddress.Loopback, IPAddress.IPv6Loopback];
        else
            addresses = (await dns.GetAddressesAsync(host, cancellationToken).ConfigureAwait(false)).Records;
        // A socket bound to one family cannot reach the other.
        return source is null ? addresses : [.. addresses.Where(address => address.AddressFamily == source.AddressFamily)];
    }

    private SecureSocketOptions SecurityOf(RouteTarget target) => target.Tls switch
    {
        TlsMode.None => SecureSocketOptions.None,
        TlsMode.Implicit => SecureSocketOptions.SslOnConnect,
        TlsMode.Required => SecureSocketOptions.StartTls,
        _ => HasBrokenTls(target) ? SecureSocketOptions.None : SecureSocketOptions.StartTlsWhenAvailable,
    };

    private bool HasBrokenTls(RouteTarget target)
    {
        lock (_lock)
        {
            if (!_brokenTls.TryGetValue(Key(target), out var since))
                return false;
            if (time.GetElapsedTime(since) < BrokenTlsMemory)
                return true;
            _brokenTls.Remove(Key(target));
            return false;
        }
    }

    private static string Key(RouteTarget target) => $"{target.Host}:{target.Port}";
}
