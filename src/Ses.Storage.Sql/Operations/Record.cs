using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Records late facts, each (delivery, source id) once; facts of one delivery are folded one behind the other.</summary>
internal sealed class Record(IReadOnlyList<LateFact> facts, SettlementRules rules, DateTimeOffset now)
{
    private const string LockDeliveries =
        "SELECT " + DeliveryRows.WithClaim + " FROM ses_deliveries d WHERE d.id {among} ORDER BY d.id /*pg FOR UPDATE OF d*/";

    private const string Sources = """
        SELECT f.delivery, f.source_id FROM {rows} CROSS JOIN ses_facts f WHERE f.delivery = r.id AND f.source_id = r.source_id
        """;

    private static readonly RowSet<LateFact> Rows = new RowSet<LateFact>().Id("id", fact => fact.Delivery.Value).Text("source_id", fact => fact.SourceId);

    private static readonly RowSet<DeliveryId> Ids = new RowSet<DeliveryId>().Id("id", id => id.Value);

    public async ValueTask<int> RunAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var ids = facts.Select(fact => fact.Delivery).Distinct().ToList();
        var deliveries = (await session.Sql(LockDeliveries).WithRows(Ids, ids).ListAsync(DeliveryRows.ReadClaimed, cancellationToken).ConfigureAwait(false))
            .ToDictionary(delivery => delivery.Id);
        if (deliveries.Count == 0)
            return 0;
        var seen = (await session.Sql(Sources).WithRows(Rows, facts).ListAsync(row => (new DeliveryId(row.Id()), row.Text()), cancellationToken).ConfigureAwait(false)).ToHashSet();
        var changes = new List<SettlementChanges>();
        foreach (var fact in facts)
        {
            if (!deliveries.TryGetValue(fact.Delivery, out var delivery) || !seen.Add((fact.Delivery, fact.SourceId)))
                continue;
            var change = Settlement.Record(delivery, fact, rules);
            deliveries[fact.Delivery] = change.Deliveries[^1];
            changes.Add(change);
        }

        await ChangeWriter.UpdateAsync(session, Together(changes), areClaimed: false, now, cancellationToken).ConfigureAwait(false);
        return changes.Count;
    }

    // Counters, progress and blocks are summed by key where they are written; of a delivery, the last state is what is stored.
    private static SettlementChanges Together(List<SettlementChanges> changes) => new(
        [.. changes.SelectMany(change => change.Deliveries).GroupBy(delivery => delivery.Id).Select(same => same.Last())],
        [.. changes.SelectMany(change => change.Facts)],
        [.. changes.SelectMany(change => change.Counters)],
        [.. changes.SelectMany(change => change.Progress).GroupBy(delta => (delta.Account, delta.Task)).Select(same => new ProgressDelta(
            same.Key.Account, same.Key.Task, same.Aggregate(default(TaskProgress), (sum, delta) => sum + delta.Change)))],
        [.. changes.SelectMany(change => change.Blocks)],
        [.. changes.SelectMany(change => change.Charges)]);
}
