using Ses.Ledger;
using Ses.Primitives;
using Ses.Scheduling.Internal;
using Ses.Warmup;

namespace Ses.Delivery.Internal;

/// <summary>Lets a first attempt pass only at the cost of the day's quota, which the node takes from the store in chunks. Retries pass free.</summary>
internal sealed class QuotaGate(SesServices services, NodeSession session)
{
    private const int LargestChunk = 500;

    private readonly Lock _lock = new();
    private readonly Dictionary<(AccountId Account, DomainName Domain, DateOnly Day), int> _escrow = [];

    private WarmupOptions Options => services.Options.Warmup;

    public async ValueTask<ChargedDeliveries> ChargeAsync(
        IReadOnlyList<PreparedDelivery> deliveries, int level, MailStream stream, CancellationToken cancellationToken)
    {
        var now = session.Now;
        var day = WarmupPolicy.DayOf(now, Options);
        var first = deliveries.Count(prepared => prepared.Delivery.ChargedDay is null);
        var granted = first;
        if (first > 0 && Options.IsEnabled)
        {
            var axes = deliveries[0].Delivery.Axes;
            granted = await TakeAsync((axes.Account, axes.SenderDomain, day), first, level, stream, now, cancellationToken).ConfigureAwait(false);
        }

        var passed = new List<(PreparedDelivery, DateOnly?)>(deliveries.Count);
        var refused = new List<PreparedDelivery>();
        foreach (var delivery in deliveries)
        {
            if (delivery.Delivery.ChargedDay is not null)
                passed.Add((delivery, null));
            else if (granted-- > 0)
                passed.Add((delivery, day));
            else
                refused.Add(delivery);
        }

        return new(passed, refused, WarmupPolicy.NextDay(now, Options));
    }

    /// <summary>Quota of an attempt that was not made goes back into the escrow.</summary>
    public void Return(MailDelivery delivery, DateOnly? chargedDay)
    {
        if (chargedDay is { } day && Options.IsEnabled)
            Add((delivery.Axes.Account, delivery.Axes.SenderDomain, day), 1);
    }

    private async ValueTask<int> TakeAsync(
        (AccountId Account, DomainName Domain, DateOnly Day) key, int want, int level, MailStream stream, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var have = Add(key, 0);
        var limit = WarmupPolicy.Limit(level, stream, Options);
        while (have < want)
        {
            var request = new QuotaRequest(key.Account, key.Domain, key.Day, session.Epoch, Math.Min(LargestChunk, want - have), limit);
            var granted = await services.Storage.Quotas.TakeAsync(request, now, cancellationToken).ConfigureAwait(false);
            if (granted == 0)
                break;
            have = Add(key, granted);
        }

        var taken = Math.Min(have, want);
        Add(key, -taken);
        return taken;
    }

    private int Add((AccountId Account, DomainName Domain, DateOnly Day) key, int change)
    {
        lock (_lock)
        {
            var sum = _escrow.GetValueOrDefault(key) + change;
            if (sum == 0)
                _escrow.Remove(key);
            else
                _escrow[key] = sum;
            return sum;
        }
    }
}

/// <summary>What came through the quota gate.</summary>
/// <param name="Passed">Deliveries that may go, with the day that pays for a first attempt.</param>
/// <param name="Refused">First attempts that the day's quota no longer pays for.</param>
/// <param name="NextDay">When there is quota again.</param>
internal sealed record ChargedDeliveries(
    IReadOnlyList<(PreparedDelivery Delivery, DateOnly? Day)> Passed, IReadOnlyList<PreparedDelivery> Refused, DateTimeOffset NextDay);
