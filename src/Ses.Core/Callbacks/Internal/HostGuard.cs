using System.Net;
using System.Net.Sockets;
using Ses.Primitives;

namespace Ses.Callbacks.Internal;

/// <summary>
/// Connects, and only to public addresses unless options say otherwise: what the name leads to is looked at here, where the connection is made, so that a name which
/// leads elsewhere by now gets nobody into the network behind this host.
/// </summary>
internal sealed class HostGuard(CallbacksOptions options, TimeProvider time)
{
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint destination, CancellationToken cancellationToken)
    {
        var addresses = await FindAsync(destination.Host, cancellationToken).ConfigureAwait(false);
        for (var i = 0; ; i++)
        {
            // Each address but the last has its share of the time, so that a dead one does not use it up.
            using var share = new CancellationTokenSource(i + 1 < addresses.Count ? options.Timeout / addresses.Count : options.Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(share.Token, cancellationToken);
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses[i], destination.Port, either.Token).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException && i + 1 < addresses.Count && !cancellationToken.IsCancellationRequested)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>The addresses of a host to which callbacks may go, IPv4 first.</summary>
    private async ValueTask<IReadOnlyList<IPAddress>> FindAsync(string host, CancellationToken cancellationToken)
    {
        var all = IPAddress.TryParse(host, out var literal) ? [literal] : await ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        var allowed = all.Where(address => options.AllowPrivateHosts || PublicAddress.WhyNot(address) is null).OrderBy(address => address.AddressFamily == AddressFamily.InterNetworkV6).ToList();
        if (allowed.Count > 0)
            return allowed;
        throw new IOException(all is [var first, ..]
            ? $"{host} leads to {first}, {PublicAddress.WhyNot(first)}; callbacks go to public hosts only, unless Callbacks.AllowPrivateHosts is set"
            : $"{host} has no address");
    }

    private static async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await System.Net.Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            throw new IOException($"{host} is not found ({error.SocketErrorCode})", error);
        }
    }
}
