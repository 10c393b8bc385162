using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>
/// Lowers the marks of lanes. What puts a delivery into a lane lowers its mark, in the same transaction; only a claim raises it (<see cref="RaisedMarks"/>). Both lock the
/// lane, or a claim that finds a lane empty could raise its mark past a delivery that is just being put in.
/// </summary>
internal static class LaneMarks
{
    private const string Lower = """
        INSERT INTO ses_lanes AS t (id, cohort, stream, account, domain, first_due, first_id, look_at)
        SELECT id, cohort, stream, account, domain, due, delivery, due FROM {rows} WHERE true /*pg ORDER BY id*/
        ON CONFLICT (id) DO UPDATE SET first_due = excluded.first_due, first_id = excluded.first_id, look_at = excluded.look_at
            WHERE t.first_due IS NULL OR (t.first_due, t.first_id) > (excluded.first_due, excluded.first_id)
        """;

    private const string LockLow = """
        SAVEPOINT lanes;
        SELECT count(*) FROM (
            SELECT t.id FROM ses_lanes t JOIN {rows} ON r.id = t.id WHERE (t.first_due, t.first_id) <= (r.due, r.delivery) ORDER BY t.id FOR SHARE OF t) AS low
        """;

    private static readonly RowSet<Mark> Rows = new RowSet<Mark>()
        .Long("id", mark => mark.Id)
        .Int("cohort", mark => mark.Cohort.Day)
        .Int("stream", mark => (int)mark.Lane.Stream)
        .Text("account", mark => mark.Lane.Account.Value)
        .Text("domain", mark => mark.Lane.RecipientDomain.Value)
        .Time("due", mark => mark.DueAt)
        .Id("delivery", mark => mark.Delivery.Value);

    /// <summary>A lane with the first of what is put into it.</summary>
    private readonly record struct Mark(long Id, Cohort Cohort, LaneKey Lane, DateTimeOffset DueAt, DeliveryId Delivery);

    /// <summary>Deliveries are about to be free in their lanes.</summary>
    public static ValueTask LowerAsync(SqlSession session, IReadOnlyList<MailDelivery> deliveries, CancellationToken cancellationToken) => LowerAsync(
        session,
        deliveries
            .Where(delivery => delivery.State == DeliveryState.Queued && delivery.Owner == NodeEpoch.None)
            .Select(delivery => new FreedDelivery(delivery.Lane, delivery.Id, delivery.DueAt)),
        cancellationToken);

    /// <summary>Deliveries are free in their lanes, from their due times on.</summary>
    public static async ValueTask LowerAsync(SqlSession session, IEnumerable<FreedDelivery> deliveries, CancellationToken cancellationToken)
    {
        var marks = deliveries
            .GroupBy(delivery => (delivery.Id.Cohort, delivery.Lane))
            .Select(lane => (lane.Key, First: lane.MinBy(delivery => (delivery.DueAt, delivery.Id))))
            .Select(lane => new Mark(LaneId.Of(lane.Key.Cohort, lane.Key.Lane), lane.Key.Cohort, lane.Key.Lane, lane.First.DueAt, lane.First.Id))
            .OrderBy(mark => mark.Id)
            .ToList();
        if (marks.Count == 0 || (session.Dialect.HasConcurrentWriters && await AreLowAsync(session, marks, cancellationToken).ConfigureAwait(false)))
            return;
        await session.Sql(Lower).ForEach(Rows, marks).RunAsync(cancellationToken).ConfigureAwait(false);
        foreach (var mark in marks)
            session.DueLanes?.Moved(mark.Lane, mark.DueAt);
    }

    // Where others write too: lanes that are low already are locked against raising only, so that two who accept for one domain do not wait for each other.
    // Where one of them is not, the shared locks are given back before the exclusive ones are taken, all in the same order; so nobody waits in a circle.
    private static async ValueTask<bool> AreLowAsync(SqlSession session, List<Mark> marks, CancellationToken cancellationToken)
    {
        var low = await session.Sql(LockLow).WithRows(Rows, marks).NumberAsync(cancellationToken).ConfigureAwait(false);
        if (low == marks.Count)
            return true;
        await session.Sql("ROLLBACK TO lanes").RunAsync(cancellationToken).ConfigureAwait(false);
        return false;
    }
}

/// <summary>A delivery that waits in its lane again.</summary>
internal readonly record struct FreedDelivery(LaneKey Lane, DeliveryId Id, DateTimeOffset DueAt);
