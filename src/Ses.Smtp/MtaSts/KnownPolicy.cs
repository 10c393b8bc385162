using Ses.Delivery;

namespace Ses.Smtp.MtaSts;

/// <summary>What is known of a domain's policy. Pure: what was learned, when, and what follows.</summary>
/// <param name="Policy">The last one fetched; null where none ever was.</param>
/// <param name="FetchedAt">When.</param>
/// <param name="AskAgainAt">When the DNS is asked again whether it is still the one.</param>
internal sealed record KnownPolicy(MtaStsPolicy? Policy, DateTimeOffset FetchedAt, DateTimeOffset AskAgainAt)
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestTrust = TimeSpan.FromDays(1);

    /// <summary>The policy that holds; also where nothing more can be learned, so that nobody gets rid of it by being in the way (RFC 8461 §5.1).</summary>
    public MtaStsPolicy? InForce(DateTimeOffset now) => Policy is { Mode: not MtaStsMode.None } && now < FetchedAt + Policy.MaxAge ? Policy : null;

    /// <summary>Whether the file is to be fetched: another id, or the last fetch was long ago.</summary>
    public bool IsOutdated(string id, DateTimeOffset now)
    {
        if (Policy is null || Policy.Id != id)
            return true;
        var trust = Policy.MaxAge / 2;
        return now >= FetchedAt + (trust < LongestTrust ? trust : LongestTrust);
    }

    public static KnownPolicy Nothing(DateTimeOffset now) => new(null, now, now + AskInterval);

    public static KnownPolicy Learned(MtaStsPolicy policy, DateTimeOffset now) => new(policy, now, now + AskInterval);

    /// <summary>Nothing new was learned.</summary>
    public KnownPolicy Kept(DateTimeOffset now) => this with { AskAgainAt = now + AskInterval };
}
