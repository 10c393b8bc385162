using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>
/// Keeps the marks of lanes. What puts a delivery into a lane lowers its mark, in the same transaction; only a claim raises it. Both lock the lane, or a claim that
/// finds a lane empty could raise its mark past a delivery that is just being put in.
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

    private const string LockToRaise = "SELECT t.id FROM ses_lanes t WHERE t.id {among} ORDER BY t.id FOR NO KEY UPDATE SKIP LOCKED";

    private const string First = $$"""
        FROM ses_deliveries d WHERE d.state = 0 AND d.lane = t.id AND (d.due_at, d.id) >= (t.first_due, t.first_id) AND ({{DeliveryRows.Claim}}) IS NULL
            ORDER BY d.due_at, d.id LIMIT 1
        """;

    private const string NextDue = $$"""
        SELECT t.id, t.first_due,
            (SELECT d.due_at {{First}}), (SELECT d.id {{First}})
        FROM ses_lanes t WHERE t.id {among} AND t.first_due IS NOT NULL
        """;

    // The same with one walk for both.
    private const string NextDueLateral = $$"""
        SELECT t.id, t.first_due, n.due_at, n.id FROM ses_lanes t LEFT JOIN LATERAL (SELECT d.due_at, d.id {{First}}) n ON true WHERE t.id {among} AND t.first_due IS NOT NULL
        """;

    private static readonly RowSet<Mark> Rows = new RowSet<Mark>()
        .Long("id", mark => mark.Id)
        .Int("cohort", mark => mark.Cohort.Day)
        .Int("stream", mark => (int)mark.Lane.Stream)
        .Text("account", mark => mark.Lane.Account.Value)
        .Text("domain", mark => mark.Lane.RecipientDomain.Value)
        .Time("due", mark => mark.DueAt)
        .Id("delivery", mark => mark.Delivery.Value);

    private static readonly RowSet<long> Ids = new RowSet<long>().Long("id", id => id);

    private static readonly RowSet<NextMark> Moves = new RowSet<NextMark>()
        .Long("id", next => next.Id)
        .Time("first_due", next => next.DueAt)
        .Id("first_id", next => next.Delivery)
        .Time("look_at", next => next.DueAt);

    /// <summary>A lane with the first of what is put into it.</summary>
    private readonly record struct Mark(long Id, Cohort Cohort, LaneKey Lane, DateTimeOffset DueAt, DeliveryId Delivery);

    /// <summary>Where a lane's mark stands and where it should.</summary>
    private readonly record struct NextMark(long Id, DateTimeOffset Before, DateTimeOffset? DueAt, UInt128? Delivery);

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

    /// <summary>Deliveries were claimed: the marks move on to what is free now. A lane into which someone is just putting something is left as it is.</summary>
    public static async ValueTask RaiseAsync(
        SqlSession session, IReadOnlyList<DueLaneRow> lanes, IReadOnlyDictionary<long, int> claimed, ClaimedSoFar soFar, CancellationToken cancellationToken)
    {
        foreach (var day in lanes.GroupBy(lane => lane.Cohort))
        {
            var ids = day.Select(lane => lane.Id).Distinct().ToList();
            if (session.Dialect.HasConcurrentWriters)
                ids = await session.Sql(LockToRaise).WithRows(Ids, ids).ListAsync(row => row.Long(), cancellationToken).ConfigureAwait(false);
            // Read behind the lock, so that everything committed before it is seen.
            var next = await session.Sql(session.Dialect.HasConcurrentWriters ? NextDueLateral : NextDue, day.Key).WithRows(Ids, ids)
                .ListAsync(row => new NextMark(row.Long(), row.Time(), row.TimeOrNull(), row.IdOrNull()), cancellationToken).ConfigureAwait(false);
            var moves = next.Where(mark => mark.DueAt != mark.Before || !session.Dialect.HasConcurrentWriters || soFar.IsEnough(mark.Id, claimed.GetValueOrDefault(mark.Id))).OrderBy(mark => mark.Id).ToList();
            if (moves.Count == 0)
                continue;
            await session.UpdateAsync("ses_lanes", null, Moves, moves, cancellationToken).ConfigureAwait(false);
            foreach (var mark in moves)
            {
                soFar.Forget(mark.Id);
                if (mark.DueAt is { } due)
                    session.DueLanes?.Moved(day.First(lane => lane.Id == mark.Id).Key, due);
            }
        }
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
