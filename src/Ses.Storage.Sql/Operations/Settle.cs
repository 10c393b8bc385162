using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>The fence, then the fold over the survivors, stored whole.</summary>
internal sealed class Settle(NodeEpoch epoch, IReadOnlyList<DeliveryOutcome> outcomes, SettlementRules rules, DateTimeOffset now)
{
    // By the delivery, whatever the planner believes: by the epoch there are the dead entries of all that this node ever had.
    private const string LockOwned = $$"""
        {{NodeRows.WithAlive}}
        SELECT d.id, d.due_at, d.updated_at, d.state, d.attempts, d.facts, d.sequence, d.opens, d.clicks, d.charged_day, d.reply
        FROM ses_claims c JOIN ses_deliveries d ON d.id = c.delivery WHERE {{NodeRows.IsAlive}} AND c.delivery {among} AND c.epoch + 0 = @epoch ORDER BY c.delivery /*pg FOR UPDATE OF d, c*/
        """;

    private static readonly RowSet<DeliveryOutcome> Ids = new RowSet<DeliveryOutcome>().Id("id", outcome => outcome.Delivery.Id.Value);

    private readonly Dictionary<DeliveryId, DeliveryOutcome> _outcomes = outcomes.DistinctBy(outcome => outcome.Delivery.Id).ToDictionary(outcome => outcome.Delivery.Id);

    public async ValueTask<SettleResult> RunAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var owned = new Dictionary<DeliveryId, MailDelivery>(_outcomes.Count);
        foreach (var day in _outcomes.Values.GroupBy(outcome => outcome.Delivery.Id.Cohort).OrderBy(day => day.Key))
        {
            var rows = await session.Sql(LockOwned, day.Key).WithRows(Ids, [.. day]).With("epoch", epoch.Value).With("now", now)
                .ListAsync(Read, cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
                owned.Add(row.Id, row);
        }

        var (survivors, lost) = Fence(owned);
        if (survivors.Count > 0)
            await ChangeWriter.UpdateAsync(session, Settlement.Apply(epoch, survivors, rules), areClaimed: true, now, cancellationToken).ConfigureAwait(false);
        return new(lost);
    }

    private (List<DeliveryOutcome> Survivors, List<DeliveryId> Lost) Fence(Dictionary<DeliveryId, MailDelivery> owned)
    {
        var survivors = new List<DeliveryOutcome>(outcomes.Count);
        var lost = new List<DeliveryId>();
        foreach (var outcome in outcomes)
        {
            // Whoever comes through once is taken out, so that a second outcome of the same delivery is lost.
            if (owned.TryGetValue(outcome.Delivery.Id, out var row) && row.Attempts == outcome.Delivery.Attempts && owned.Remove(outcome.Delivery.Id))
                survivors.Add(outcome with { Delivery = row });
            else
                lost.Add(outcome.Delivery.Id);
        }

        return (survivors, lost);
    }

    // What was fixed at acceptance is in the claimed copy already; only what may have changed since is read.
    private MailDelivery Read(SqlRow row)
    {
        var id = new DeliveryId(row.Id());
        return _outcomes[id].Delivery with
        {
            DueAt = row.Time(),
            UpdatedAt = row.TimeOrNull(),
            Owner = epoch,
            State = (DeliveryState)row.Int(),
            Attempts = row.Int(),
            Facts = (DeliveryFacts)row.Int(),
            Sequence = row.Int(),
            Opens = row.Int(),
            Clicks = row.Int(),
            ChargedDay = DeliveryRows.DayOf(row.IntOrNull()),
            LastReply = DeliveryRows.ReplyOf(row.TextOrNull()),
        };
    }
}
