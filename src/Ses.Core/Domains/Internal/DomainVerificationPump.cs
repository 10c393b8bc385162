using Ses.Dns;
using Ses.Scheduling.Internal;

namespace Ses.Domains.Internal;

/// <summary>Asks the DNS about domains that are due: pending ones until they are verified or given up, verified ones from time to time.</summary>
internal sealed class DomainVerificationPump(IDomainStore store, IDnsResolver dns, SesOptions options, TimeProvider time) : IPump
{
    private const int DomainsAtOnce = 20;

    private readonly DomainChecker _checker = new(dns, options.Domains);

    public string Name => "domains";

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        var due = await store.ListDueAsync(time.GetUtcNow(), DomainsAtOnce, cancellationToken).ConfigureAwait(false);
        var next = due.NextDueAt;
        foreach (var domain in due.Domains)
        {
            // Where the version moved on, someone else has just checked or changed it.
            var checkedDomain = await _checker.CheckAsync(domain, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            await store.UpdateAsync(checkedDomain, cancellationToken).ConfigureAwait(false);
            next = Earlier(next, checkedDomain.NextCheckAt);
        }

        return due.Domains.Count == DomainsAtOnce ? PumpResult.Worked : PumpResult.Idle(next);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) => left is null || right < left ? right ?? left : left;
}
