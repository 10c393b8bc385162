using Ses.Dns;
using Ses.Primitives;

namespace Ses.Domains.Internal;

/// <summary>Finds the DMARC policy that counts for a domain (RFC 9989 §4.10): its own, or that of the highest domain above it that has one.</summary>
internal sealed class DmarcDiscovery(IDnsResolver dns)
{
    // As many as a receiver asks for, too.
    private const int MaxLabels = 7;

    public static bool IsPolicy(string text) => text.Replace(" ", "", StringComparison.Ordinal).StartsWith("v=DMARC1", StringComparison.Ordinal);

    /// <summary>What the DNS says at the domain's own name, or above it where that is no policy: a wildcard's text, for example.</summary>
    public async ValueTask<DnsAnswer<string>> FindAsync(DomainName domain, string recordName, CancellationToken cancellationToken)
    {
        var own = await dns.GetTxtAsync(recordName, cancellationToken).ConfigureAwait(false);
        if (own.Status is DnsStatus.ServerFailure or DnsStatus.Timeout || own.Records.Any(IsPolicy))
            return own;
        var found = own;
        var labels = domain.Value.Split('.');
        for (var first = Math.Max(1, labels.Length - MaxLabels); first <= labels.Length - 2; first++)
        {
            var above = await dns.GetTxtAsync($"_dmarc.{string.Join('.', labels[first..])}", cancellationToken).ConfigureAwait(false);
            var policies = above.Records.Where(IsPolicy).ToList();
            if (policies.Count != 1)
                continue;
            var suffix = TagList.Parse(policies[0]).GetValueOrDefault("psd");
            // A registry's policy counts only where the registered domain has none.
            found = suffix == "y" && found.Records.Any(IsPolicy) ? found : above;
            if (suffix is "n" or "y")
                break;
        }

        return found;
    }
}
