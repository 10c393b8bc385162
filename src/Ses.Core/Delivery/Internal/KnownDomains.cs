using Ses.Domains;
using Ses.Domains.Internal;
using Ses.Primitives;

namespace Ses.Delivery.Internal;

/// <summary>Sender domains as the delivery needs them: asked of the store at most every few seconds each.</summary>
internal sealed class KnownDomains(IDomainStore store, DkimKeys keys, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private const int Capacity = 1_000;

    private readonly Dictionary<(AccountId Account, DomainName Name), (SenderDomain? Domain, long ReadAt)> _kept = [];

    public async ValueTask<SenderDomain?> FindAsync(AccountId account, DomainName name, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue((account, name), out var kept) && time.GetElapsedTime(kept.ReadAt) < Freshness)
            return kept.Domain;
        var domain = await store.FindAsync(account, name, cancellationToken).ConfigureAwait(false);
        keys.Keep(account, name, domain?.Keys ?? []);
        if (_kept.Count >= Capacity)
            _kept.Clear();
        _kept[(account, name)] = (domain, time.GetTimestamp());
        return domain;
    }
}
