using Ses.Primitives;

namespace Ses.Delivery;

/// <summary>Knows the MTA-STS policies of recipient domains (RFC 8461). Ses.Smtp brings one that asks DNS and HTTPS, and keeps what it learned in the store for its <c>max_age</c>.</summary>
public interface IMtaStsPolicies
{
    /// <summary>The policy in force for a recipient domain; null where it has none, or none can be had. Only cancellation throws.</summary>
    ValueTask<MtaStsPolicy?> FindAsync(DomainName domain, CancellationToken cancellationToken);
}

/// <summary>A policy as its domain publishes it.</summary>
/// <param name="Id">Its version: the <c>id</c> of the DNS record under which it was fetched.</param>
/// <param name="Mode">What is asked of senders.</param>
/// <param name="Exchangers">The <c>mx</c> patterns: host names, or <c>*.</c> and a name.</param>
/// <param name="MaxAge">How long it holds; a year at most.</param>
public sealed record MtaStsPolicy(string Id, MtaStsMode Mode, IReadOnlyList<string> Exchangers, TimeSpan MaxAge)
{
    /// <summary>Its version.</summary>
    public string Id { get; init => field = StorableText.Of(value); } = StorableText.Of(Id);

    /// <summary>The <c>mx</c> patterns.</summary>
    public IReadOnlyList<string> Exchangers { get; init => field = StorableText.Of(value); } = StorableText.Of(Exchangers ?? []);

    /// <summary>True where a host is one of the policy's; a wildcard stands for exactly one label (RFC 8461 §4.1).</summary>
    public bool Allows(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = host.TrimEnd('.');
        return Exchangers.Any(pattern => Matches(pattern.TrimEnd('.'), name));
    }

    private static bool Matches(string pattern, string name)
    {
        if (!pattern.StartsWith("*.", StringComparison.Ordinal))
            return name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && name.AsSpan(dot).Equals(pattern.AsSpan(1), StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>What a policy asks of senders (RFC 8461 §5).</summary>
public enum MtaStsMode
{
    /// <summary>Nothing: the domain withdraws its policy.</summary>
    None,

    /// <summary>To look, and to deliver all the same.</summary>
    Testing,

    /// <summary>To deliver only to the hosts it names, over TLS with a valid certificate.</summary>
    Enforce,
}
