using System.Security.Cryptography;
using System.Text;

namespace Ses.Delivery.Internal;

/// <summary>The MX roll-up: domains whose mail is received by the same hosts are one site, for pace and circuits. Pure.</summary>
internal static class SiteName
{
    private const int MaxLength = 200;

    /// <summary>The provider's name; where it is none that we know, the names of the hosts.</summary>
    public static string Of(IReadOnlyList<RouteTarget> targets, ProviderProfile provider)
    {
        if (provider.Name != ProviderProfile.Default)
            return provider.Name;
        var hosts = string.Join('+', targets.Select(target => target.Host.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal));
        return hosts.Length <= MaxLength
            ? hosts
            : $"{targets[0].Host.ToLowerInvariant()}+{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hosts))[..8])}";
    }
}
