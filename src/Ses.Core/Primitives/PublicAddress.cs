using System.Net;
using System.Net.Sockets;

namespace Ses.Primitives;

/// <summary>Tells addresses of the public network from all others (the registries of RFC 6890).</summary>
internal static class PublicAddress
{
    private static readonly (IPNetwork Network, string What)[] Special =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "an unspecified address"),
        (IPNetwork.Parse("10.0.0.0/8"), "a private address"),
        (IPNetwork.Parse("100.64.0.0/10"), "an address shared behind a carrier's NAT"),
        (IPNetwork.Parse("127.0.0.0/8"), "a loopback address"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address"),
        (IPNetwork.Parse("172.16.0.0/12"), "a private address"),
        (IPNetwork.Parse("192.0.0.0/24"), "an address for protocols"),
        (IPNetwork.Parse("192.168.0.0/16"), "a private address"),
        (IPNetwork.Parse("198.18.0.0/15"), "an address for benchmarks"),
        (IPNetwork.Parse("224.0.0.0/4"), "a multicast address"),
        (IPNetwork.Parse("240.0.0.0/4"), "a reserved address"),
        (IPNetwork.Parse("::/128"), "an unspecified address"),
        (IPNetwork.Parse("::1/128"), "a loopback address"),
        (IPNetwork.Parse("fc00::/7"), "a private address"),
        (IPNetwork.Parse("fe80::/10"), "a link-local address"),
        (IPNetwork.Parse("fec0::/10"), "a site-local address"),
        (IPNetwork.Parse("ff00::/8"), "a multicast address"),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>What kind of address it is where nothing goes that a stranger says; null for a public one.</summary>
    public static string? WhyNot(IPAddress address)
    {
        var inner = Embedded(address);
        foreach (var (network, what) in Special)
        {
            if (network.Contains(inner))
                return what;
        }

        return null;
    }

    // IPv6 addresses that stand for an IPv4 one lead to where that leads.
    private static IPAddress Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var octets = address.GetAddressBytes();
        if (Nat64.Contains(address))
            return new IPAddress(octets.AsSpan(12, 4));
        return SixToFour.Contains(address) ? new IPAddress(octets.AsSpan(2, 4)) : address;
    }
}
