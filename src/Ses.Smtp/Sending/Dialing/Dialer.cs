using System.Net;
using System.Net.Sockets;
using Ses.Delivery;
using Ses.Diagnostics.Internal;
using Ses.Dns;
using Ses.Smtp.Sending.Direct;

namespace Ses.Smtp.Sending.Dialing;

/// <summary>Finds a host's addresses and connects to one of them, from the source address where one is named.</summary>
internal sealed class Dialer(SmtpOptions options, IDnsResolver dns, TimeProvider time, ConnectionMetrics? connections = null)
{
    private readonly ExchangerGuard _guard = new(options, time);

    /// <summary>The addresses that may be dialed, in the order to try them; or why there are none.</summary>
    public async ValueTask<FoundAddresses> FindAsync(Destination destination, CancellationToken cancellationToken)
    {
        var host = destination.Host;
        if (destination.IsExchanger && _guard.WhyNotName(host, destination.EhloName) is { } ownName)
            return new([], ownName);
        var answer = await AskAsync(host, cancellationToken).ConfigureAwait(false);
        if (answer.Status != DnsStatus.Found)
            return new([], answer.Status is DnsStatus.ServerFailure or DnsStatus.Timeout ? $"the DNS does not say the address of {host} ({answer.Status})" : $"{host} has no address");
        // A socket bound to one family cannot reach the other.
        var reachable = answer.Records.Where(address => destination.Source is null || address.AddressFamily == destination.Source.AddressFamily).ToList();
        if (reachable.Count == 0)
            return new([], $"{host} has no address of the family of {destination.Source}");
        if (!destination.IsExchanger)
            return new(AddressOrder.Of(reachable), null);
        var allowed = reachable.Where(address => _guard.WhyNot(address) is null).ToList();
        return allowed.Count > 0
            ? new(AddressOrder.Of(allowed), null)
            : new([], $"{host} is {reachable[0]}, {_guard.WhyNot(reachable[0])}: no mail is sent there, unless by smtp.AllowPrivateExchangers = true");
    }

    /// <summary>Connects to the first of the addresses that answers; a slow one is not waited for long before the next is tried beside it (as RFC 8305 does).</summary>
    public async Task<Dialed> DialAsync(Destination destination, IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<Dialed>>();
        var next = 0;
        Dialed? last = null;
        try
        {
            while (next < addresses.Count || running.Count > 0)
            {
                if (next < addresses.Count)
                    running.Add(ConnectAsync(destination, addresses[next++], race.Token));
                var first = await FirstAsync(running, waitsForAll: next == addresses.Count, race.Token).ConfigureAwait(false);
                if (first is null)
                    continue;
                running.Remove(first);
                last = await first.ConfigureAwait(false);
                if (last is { Socket: not null } or { Failure: TransportReply.SourceUnavailable })
                    return last;
            }

            return last!;
        }
        finally
        {
            await race.CancelAsync().ConfigureAwait(false);
            running.ForEach(static late => late.ContinueWith(
                static late => late.Result.Socket?.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default));
        }
    }

    // The first to end; null where it is time to try another address beside them.
    private async Task<Task<Dialed>?> FirstAsync(List<Task<Dialed>> running, bool waitsForAll, CancellationToken cancellationToken)
    {
        if (waitsForAll)
            return await Task.WhenAny(running).ConfigureAwait(false);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var patience = Task.Delay(options.Timeouts.NextAddress, time, enough.Token);
        var first = await Task.WhenAny([.. running, patience]).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        return first as Task<Dialed>;
    }

    private async Task<Dialed> ConnectAsync(Destination destination, IPAddress address, CancellationToken cancellationToken)
    {
        var socket = new CountedSocket(address.AddressFamily, connections) { NoDelay = true };
        try
        {
            if (destination.Source is { } source)
                socket.Bind(new IPEndPoint(source, 0));
        }
        catch (SocketException error)
        {
            socket.Dispose();
            return error.SocketErrorCode == SocketError.AddressNotAvailable
                ? new(null, address, new TransportReply.SourceUnavailable(destination.Source!, $"the address {destination.Source} is not on this host"))
                : new(null, address, new TransportReply.Unreachable($"no socket from {destination.Source}: {error.SocketErrorCode}"));
        }

        using var limit = new CancellationTokenSource(options.Timeouts.Connect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, destination.Port), either.Token).ConfigureAwait(false);
            return new(socket, address, null);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            var reason = error is SocketException failed ? failed.SocketErrorCode.ToString() : $"no answer within {options.Timeouts.Connect.TotalSeconds:0} s";
            return new(null, address, new TransportReply.Unreachable($"no connection to {destination.Host} [{address}]:{destination.Port}: {reason}") { SourceAddress = destination.Source?.ToString() });
        }
    }

    private async ValueTask<DnsAnswer<IPAddress>> AskAsync(string host, CancellationToken cancellationToken)
    {
        if (AddressOrder.Literal(host) is { } literal)
            return DnsAnswer<IPAddress>.Found([literal], TimeSpan.Zero);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? DnsAnswer<IPAddress>.Found([IPAddress.Loopback, IPAddress.IPv6Loopback], TimeSpan.Zero)
            : await dns.GetAddressesAsync(host, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>The addresses of a host, or why it has none to dial.</summary>
internal readonly record struct FoundAddresses(IReadOnlyList<IPAddress> Addresses, string? WhyNone);

/// <summary>A connection to an address, or why there is none.</summary>
internal sealed record Dialed(Socket? Socket, IPAddress Address, TransportReply? Failure);
