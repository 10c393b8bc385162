using Ses.Primitives;

namespace Ses.Delivery;

/// <summary>Where MTA-STS policies are kept, so that they hold on all nodes and over restarts (RFC 8461 §5.1): one a domain.</summary>
public interface IMtaStsPolicyStore
{
    /// <summary>What was learned last of a domain, expired or not; null where nothing was, or it is gone.</summary>
    ValueTask<StoredMtaStsPolicy?> FindAsync(DomainName domain, CancellationToken cancellationToken);

    /// <summary>Stores a policy in place of the one before, unless that one was fetched later.</summary>
    ValueTask PutAsync(StoredMtaStsPolicy policy, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="max"/> policies whose <see cref="StoredMtaStsPolicy.RefreshAt"/> is not behind <paramref name="now"/>, the longest due first.</summary>
    ValueTask<IReadOnlyList<StoredMtaStsPolicy>> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken);
}

/// <summary>A policy as it is kept.</summary>
/// <param name="Domain">Whose.</param>
/// <param name="Policy">The policy, also one that withdraws (<see cref="MtaStsMode.None"/>).</param>
/// <param name="FetchedAt">When it was fetched.</param>
/// <param name="UsedAt">When mail asked for it last, to the day.</param>
/// <param name="RefreshAt">When it is fetched again without any mail that asks; null for not.</param>
public sealed record StoredMtaStsPolicy(DomainName Domain, MtaStsPolicy Policy, DateTimeOffset FetchedAt, DateTimeOffset UsedAt, DateTimeOffset? RefreshAt)
{
    /// <summary>When it ends; retention lets it go then.</summary>
    public DateTimeOffset ExpiresAt => FetchedAt + Policy.MaxAge;
}
