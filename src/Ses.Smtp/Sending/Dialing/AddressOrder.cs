using System.Net;
using System.Net.Sockets;

namespace Ses.Smtp.Sending.Dialing;

/// <summary>In which order a host's addresses are tried.</summary>
internal static class AddressOrder
{
    /// <summary>As the DNS gave them, the families in turn: a family that does not work here costs one try, not all.</summary>
    public static IReadOnlyList<IPAddress> Of(IReadOnlyList<IPAddress> addresses)
    {
        var first = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToList();
        var other = addresses.Where(address => address.AddressFamily != addresses[0].AddressFamily).ToList();
        var ordered = new List<IPAddress>(addresses.Count);
        for (var i = 0; i < Math.Max(first.Count, other.Count); i++)
        {
            if (i < first.Count)
                ordered.Add(first[i]);
            if (i < other.Count)
                ordered.Add(other[i]);
        }

        return ordered;
    }

    /// <summary>The address that a host's name is, in brackets or not; null for a name proper. Short forms such as <c>1</c> are names.</summary>
    public static IPAddress? Literal(string host)
    {
        var text = host is ['[', .. var inner, ']'] ? inner : host;
        if (!IPAddress.TryParse(text, out var address))
            return null;
        return address.AddressFamily == AddressFamily.InterNetworkV6 || text == address.ToString() ? address : null;
    }
}
