using Microsoft.Extensions.Logging;
using Ses.Dns;
using Ses.Scheduling.Internal;

namespace Ses.Domains.Internal;

/// <summary>
/// Asks the DNS about domains that are due: pending ones until they are verified or given up, verified ones from time to time. So their keys follow each other, too.
/// </summary>
internal sealed class DomainVerificationPump(IDomainStore store, IDnsResolver dns, ISecretProtector protector, DkimKeys keys, SesOptions options, TimeProvider time, ILogger logger) : IPump
{
    private const int DomainsAtOnce = 20;

    private readonly DomainChecker _checker = new(dns, options.Domains, options.Delivery.MaxAge);

    public string Name => "domains";

    public Work WokenBy => Work.None;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        var due = await store.ListDueAsync(time.GetUtcNow(), DomainsAtOnce, cancellationToken).ConfigureAwait(false);
        var next = due.NextDueAt;
        foreach (var domain in due.Domains)
        {
            var checkedDomain = Rotated(await _checker.CheckAsync(domain, time.GetUtcNow(), cancellationToken).ConfigureAwait(false));
            // Where the version moved on, someone else has just checked or changed it.
            if (await store.UpdateAsync(checkedDomain, cancellationToken).ConfigureAwait(false))
            {
                logger.TellKeys(domain, checkedDomain);
                keys.Keep(domain.Account, domain.Name, checkedDomain.Keys);
            }

            next = Earlier(next, checkedDomain.NextCheckAt);
        }

        return due.Domains.Count == DomainsAtOnce ? PumpResult.Worked : PumpResult.Idle(next);
    }

    private SenderDomain Rotated(SenderDomain domain)
    {
        var now = time.GetUtcNow();
        return KeyRotation.IsDue(domain, options.Domains, now)
            ? KeyRotation.Begin(domain, DkimKeys.Next(domain, options.Domains, protector, now), options.Delivery.MaxAge, options.Domains, now)
            : domain;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) => left is null || right < left ? right ?? left : left;
}
