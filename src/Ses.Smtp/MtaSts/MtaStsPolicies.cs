using Ses.Delivery;
using Ses.Dns;
using Ses.Primitives;

namespace Ses.Smtp.MtaSts;

/// <summary>Looks policies up and keeps them in memory: at most one question a domain at a time, and at most one in ten minutes.</summary>
internal sealed class MtaStsPolicies(IDnsResolver dns, PolicyFetcher fetcher, TimeProvider time) : IMtaStsPolicies
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

    private async Task<KnownPolicy> AskAsync(DomainName domain, KnownPolicy? known)
    {
        KnownPolicy learned;
        try
        {
            learned = await LearnAsync(domain, known ?? KnownPolicy.Nothing(time.GetUtcNow())).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // No mail waits or fails because a policy cannot be had; what is known goes on to hold.
        catch (Exception)
#pragma warning restore CA1031
        {
            learned = (known ?? KnownPolicy.Nothing(time.GetUtcNow())).Kept(time.GetUtcNow());
        }

        lock (_lock)
        {
            if (_known.Count >= Capacity)
                Forget();
            _known[domain] = learned;
            _asking.Remove(domain);
        }

        return learned;
    }

    private async Task<KnownPolicy> LearnAsync(DomainName domain, KnownPolicy known)
    {
        var answer = await dns.GetTxtAsync($"_mta-sts.{domain.Value}", CancellationToken.None).ConfigureAwait(false);
        var now = time.GetUtcNow();
        if (PolicyText.ReadId(answer.Records) is not { } id || !known.IsOutdated(id, now))
            return known.Kept(now);
        var policy = await fetcher.FetchAsync(domain, id).ConfigureAwait(false);
        return policy is null ? known.Kept(now) : KnownPolicy.Learned(policy, now);
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
