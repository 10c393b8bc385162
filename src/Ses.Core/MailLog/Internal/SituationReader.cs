using Ses.Ledger;
using Ses.Warmup;

namespace Ses.MailLog.Internal;

/// <summary>Reads what the gates of a delivery go by: out of the store, the DNS, and the memory of this process's engine.</summary>
internal sealed class SituationReader(SesServices services)
{
    private const int MostBefore = 10_000;
    private const int MostReads = 4;

    private readonly WayReader _ways = new(services);

    /// <summary>Reads until the delivery has stood still meanwhile: what an engine moves between two reads would hold itself up, by what is told.</summary>
    public async ValueTask<DeliverySituation> ReadAsync(MailMessage message, MailDelivery delivery, CancellationToken cancellationToken)
    {
        for (var reads = 1; ; reads++)
        {
            var situation = await ReadOnceAsync(message, delivery, cancellationToken).ConfigureAwait(false);
            var after = await services.Storage.MailLog.FindDeliveryAsync(message.Id, delivery.RecipientHash, cancellationToken).ConfigureAwait(false);
            if (after is null || reads == MostReads || (after.Sequence, after.Owner, after.DueAt) == (delivery.Sequence, delivery.Owner, delivery.DueAt))
                return situation;
            delivery = after;
        }
    }

    private async ValueTask<DeliverySituation> ReadOnceAsync(MailMessage message, MailDelivery delivery, CancellationToken cancellationToken)
    {
        var (storage, now) = (services.Storage, services.Time.GetUtcNow());
        var facts = await storage.Ledger.ListFactsAsync(message.Id, delivery.Id, cancellationToken).ConfigureAwait(false);
        var situation = new DeliverySituation
        {
            Now = now,
            Options = services.Options,
            Delivery = delivery,
            Attempts = Attempts.Of(facts),
            LateBounce = facts.LastOrDefault(fact => fact is { Kind: FactKind.Bounced, SourceId: not null }),
        };
        if (delivery.State != DeliveryState.Queued)
            return situation;
        var axes = delivery.Axes;
        var blocked = await storage.Blocklists.CheckAsync(axes.Account, axes.SenderDomain, [delivery.RecipientHash], now, cancellationToken).ConfigureAwait(false);
        return situation with
        {
            Block = blocked.GetValueOrDefault(delivery.RecipientHash),
            Task = axes.Task is { } task ? await storage.Tasks.FindAsync(axes.Account, task, cancellationToken).ConfigureAwait(false) : null,
            Domain = await storage.Domains.FindAsync(axes.Account, axes.SenderDomain, cancellationToken).ConfigureAwait(false),
            Usage = await storage.Quotas.GetUsageAsync(axes.Account, axes.SenderDomain, WarmupPolicy.DayOf(now, services.Options.Warmup), now, cancellationToken).ConfigureAwait(false),
            Place = await storage.MailLog.FindPlaceAsync(delivery.Lane, delivery.DueAt, delivery.Id, MostBefore, cancellationToken).ConfigureAwait(false),
            Nodes = await storage.Nodes.ListAsync(cancellationToken).ConfigureAwait(false),
            Way = await _ways.ReadAsync(delivery, now, cancellationToken).ConfigureAwait(false),
            Here = services.Sight.Find(delivery.Id),
        };
    }
}
