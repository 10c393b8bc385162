using Ses.Delivery;
using Ses.Dns;
using Ses.Primitives;

namespace Ses.Smtp.MtaSts;

/// <summary>
/// Looks policies up and keeps them, in memory and in the store that all nodes share: at most one question a domain at a time, and at most one in ten minutes.
/// </summary>
internal sealed class MtaStsPolicies(IDnsResolver dns, PolicyFetcher fetcher, IMtaStsPolicyStore store, TimeProvider time) : IMtaStsPolicies
{
    private const int Capacity = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<DomainName, KnownPolicy> _known = [];
    private readonly Dictionary<DomainName, Task<KnownPolicy>> _asking = [];

    public async ValueTask<MtaStsPolicy?> FindAsync(DomainName domain, CancellationToken cancellationToken)
    {
        Task<KnownPolicy> asking;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_known.TryGetValue(domain, out var known) && now < known.AskAgainAt)
                return known.InForce(now);
            if (!_asking.TryGetValue(domain, out asking!))
                _asking[domain] = asking = Task.Run(() => AskAsync(domain, known), CancellationToken.None);
        }

        return (await asking.WaitAsync(cancellationToken).ConfigureAwait(false)).InForce(time.GetUtcNow());
    }

    /// <summary>Fetches policies anew that would otherwise grow old while no mail asks for them; at most <paramref name="max"/>.</summary>
    /// <returns>How many it looked at.</returns>
    public async ValueTask<int> RefreshAsync(int max, CancellationToken cancellationToken)
    {
        var due = await store.ListDueAsync(time.GetUtcNow(), max, cancellationToken).ConfigureAwait(false);
        foreach (var stored in due)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var learned = await TryLearnAsync(stored.Domain, KnownPolicy.Of(stored)).ConfigureAwait(false);
            await store.PutAsync(learned.ToStored(stored.Domain, time.GetUtcNow())!, cancellationToken).ConfigureAwait(false);
            Remember(stored.Domain, learned);
        }

        return due.Count;
    }

    private async Task<KnownPolicy> AskAsync(DomainName domain, KnownPolicy? known)
    {
        var stored = known ?? await ReadAsync(domain).ConfigureAwait(false);
        var learned = await TryLearnAsync(domain, stored ?? KnownPolicy.Nothing(time.GetUtcNow())).ConfigureAwait(false);
        var now = time.GetUtcNow();
        if (learned.Policy is not null && (!ReferenceEquals(learned.Policy, stored?.Policy) || learned.IsUsedAgain(now)))
            learned = await KeepAsync(domain, learned with { UsedAt = now }, learned).ConfigureAwait(false);
        Remember(domain, learned);
        lock (_lock)
            _asking.Remove(domain);
        return learned;
    }

    private async Task<KnownPolicy> TryLearnAsync(DomainName domain, KnownPolicy known)
    {
        try
        {
            return await LearnAsync(domain, known).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // No mail waits or fails because a policy cannot be had; what is known goes on to hold.
        catch (Exception)
#pragma warning restore CA1031
        {
            return known.Kept(time.GetUtcNow());
        }
    }

    private async Task<KnownPolicy> LearnAsync(DomainName domain, KnownPolicy known)
    {
        var answer = await dns.GetTxtAsync($"_mta-sts.{domain.Value}", CancellationToken.None).ConfigureAwait(false);
        var now = time.GetUtcNow();
        if (PolicyText.ReadId(answer.Records) is not { } id || !known.IsOutdated(id, now))
            return known.Kept(now);
        // Another node may have fetched it just now.
        if (await ReadAsync(domain).ConfigureAwait(false) is { } stored && stored.FetchedAt > known.FetchedAt && !stored.IsOutdated(id, now))
            return stored.Kept(now);
        var policy = await fetcher.FetchAsync(domain, id).ConfigureAwait(false);
        return policy is null ? known.Kept(now) : known.Learned(policy, now);
    }

    private async Task<KnownPolicy?> ReadAsync(DomainName domain)
    {
        try
        {
            return await store.FindAsync(domain, CancellationToken.None).ConfigureAwait(false) is { } stored ? KnownPolicy.Of(stored) : null;
        }
#pragma warning disable CA1031 // A store that is away says nothing of a policy: DNS and HTTPS are asked as if it were unknown.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    // Where the store is away, what was learned holds here, and is stored by the next question.
    private async Task<KnownPolicy> KeepAsync(DomainName domain, KnownPolicy learned, KnownPolicy otherwise)
    {
        try
        {
            await store.PutAsync(learned.ToStored(domain, time.GetUtcNow())!, CancellationToken.None).ConfigureAwait(false);
            return learned;
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            return otherwise with { UsedAt = DateTimeOffset.MinValue };
        }
    }

    private void Remember(DomainName domain, KnownPolicy learned)
    {
        lock (_lock)
        {
            if (_known.Count >= Capacity)
                Forget();
            _known[domain] = learned;
        }
    }

    // First those without a policy; they cost one question to learn again.
    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (domain, _) in _known.Where(entry => entry.Value.InForce(now) is null).ToList())
            _known.Remove(domain);
        if (_known.Count >= Capacity)
            _known.Clear();
    }
}
