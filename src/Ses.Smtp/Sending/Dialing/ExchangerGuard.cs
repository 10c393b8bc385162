using System.Net;
using System.Net.NetworkInformation;
using Ses.Primitives;

namespace Ses.Smtp.Sending.Dialing;

/// <summary>Keeps mail from going where a stranger's DNS must not send it: to this host (a loop), or into the network behind it.</summary>
internal sealed class ExchangerGuard(SmtpOptions options, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private HashSet<IPAddress> _own = [];
    private long? _readAt;

    /// <summary>Why an exchanger of this name is not dialed; null where it may be.</summary>
    public string? WhyNotName(string host, string ehloName) =>
        !options.AllowPrivateExchangers && host.TrimEnd('.').Equals(ehloName.TrimEnd('.'), StringComparison.OrdinalIgnoreCase) ? $"the exchanger {host} bears our own name: mail would loop" : null;

    /// <summary>Why an exchanger at this address is not dialed; null where it may be.</summary>
    public string? WhyNot(IPAddress address)
    {
        if (options.AllowPrivateExchangers)
            return null;
        return PublicAddress.WhyNot(address) ?? (IsOwn(address) ? "an address of this host" : null);
    }

    private bool IsOwn(IPAddress address)
    {
        lock (_lock)
        {
            if (_readAt is not { } at || time.GetElapsedTime(at) >= Freshness)
            {
                _own = [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(unicast => WithoutScope(unicast.Address))];
                _readAt = time.GetTimestamp();
            }

            return _own.Contains(WithoutScope(address));
        }
    }

    private static IPAddress WithoutScope(IPAddress address) => new(address.GetAddressBytes());
}
