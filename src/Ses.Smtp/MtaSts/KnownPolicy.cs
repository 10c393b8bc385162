using Ses.Delivery;
using Ses.Primitives;

namespace Ses.Smtp.MtaSts;

/// <summary>What is known of a domain's policy. Pure: what was learned, when, and what follows.</summary>
/// <param name="Policy">The last one fetched; null where none ever was.</param>
/// <param name="FetchedAt">When.</param>
/// <param name="UsedAt">When mail asked for it last, as the store knows it.</param>
/// <param name="AskAgainAt">When the DNS is asked again whether it is still the one.</param>
internal sealed record KnownPolicy(MtaStsPolicy? Policy, DateTimeOffset FetchedAt, DateTimeOffset UsedAt, DateTimeOffset AskAgainAt)
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RefreshAgain = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestTrust = TimeSpan.FromDays(1);
    private static readonly TimeSpan UseInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestDisuse = TimeSpan.FromDays(30);

    /// <summary>The policy that holds; also where nothing more can be learned, so that nobody gets rid of it by being in the way (RFC 8461 §5.1).</summary>
    public MtaStsPolicy? InForce(DateTimeOffset now) => Policy is { Mode: not MtaStsMode.None } && now < FetchedAt + Policy.MaxAge ? Policy : null;

    /// <summary>Whether the file is to be fetched: another id, or the last fetch was long ago.</summary>
    public bool IsOutdated(string id, DateTimeOffset now) => Policy is null || Policy.Id != id || now >= FetchedAt + Trust(Policy);

    /// <summary>Whether the store is to be told that mail uses it.</summary>
    public bool IsUsedAgain(DateTimeOffset now) => now - UsedAt >= UseInterval;

    public static KnownPolicy Nothing(DateTimeOffset now) => new(null, now, now, now + AskInterval);

    public static KnownPolicy Of(StoredMtaStsPolicy stored) => new(stored.Policy, stored.FetchedAt, stored.UsedAt, stored.FetchedAt);

    /// <summary>A policy was fetched.</summary>
    public KnownPolicy Learned(MtaStsPolicy policy, DateTimeOffset now) => this with { Policy = policy, FetchedAt = now, AskAgainAt = now + AskInterval };

    /// <summary>Nothing new was learned.</summary>
    public KnownPolicy Kept(DateTimeOffset now) => this with { AskAgainAt = now + AskInterval };

    /// <summary>As it is stored, to be fetched again before it grows old; null where there is none. One that no mail has asked for in a month is left to end.</summary>
    public StoredMtaStsPolicy? ToStored(DomainName domain, DateTimeOffset now)
    {
        if (Policy is null)
            return null;
        DateTimeOffset? refreshAt = InForce(now) is null || now - UsedAt >= LongestDisuse ? null : FetchedAt + Trust(Policy) is var due && due > now ? due : now + RefreshAgain;
        return new(domain, Policy, FetchedAt, UsedAt, refreshAt);
    }

    private static TimeSpan Trust(MtaStsPolicy policy) => policy.MaxAge / 2 < LongestTrust ? policy.MaxAge / 2 : LongestTrust;
}
