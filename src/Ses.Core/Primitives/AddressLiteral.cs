using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ses.Primitives;

/// <summary>An IP address in the place of a domain: <c>[192.0.2.1]</c>, <c>[IPv6:2001:db8::1]</c> (RFC 5321 §4.1.3).</summary>
internal static class AddressLiteral
{
    private const string Ipv6Tag = "IPv6:";

    private static readonly SearchValues<char> Ipv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Reads what stands between the brackets.</summary>
    public static bool TryRead(ReadOnlySpan<char> content, [NotNullWhen(true)] out IPAddress? address) =>
        content.StartsWith(Ipv6Tag, StringComparison.OrdinalIgnoreCase) ? TryReadIpv6(content[Ipv6Tag.Length..], out address) : TryReadIpv4(content, out address);

    public static string Format(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Ipv6Tag}{address}]" : $"[{address}]";

    // Four decimal numbers: IPAddress.Parse would read 010 as eight, and 1 as 0.0.0.1.
    private static bool TryReadIpv4(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        Span<byte> octets = stackalloc byte[4];
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            if (count == 4 || text[range].Length > 3 || !byte.TryParse(text[range], NumberStyles.None, CultureInfo.InvariantCulture, out octets[count]))
                return false;
            count++;
        }

        if (count == 4)
            address = new(octets);
        return address is not null;
    }

    private static bool TryReadIpv6(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return !text.ContainsAnyExcept(Ipv6Characters) && text.Contains(':')
            && IPAddress.TryParse(text, out address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }
}
