using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>The first due deliveries of lanes of one day, by the queue's index: whatever else waits, costs nothing.</summary>
internal static class DueDeliveries
{
    // From the lane's mark on: before it there is nothing but what nodes have in hand, and dead entries, which stay in the index while some session holds an old snapshot.
    private const string First = $$"""
        FROM ses_deliveries d
        WHERE d.state = 0 AND d.lane = r.lane AND (d.due_at, d.id) >= (r.first_due, r.first_id) AND d.due_at <= @now AND {{DeliveryRows.IsFree}}
        ORDER BY d.due_at, d.id
        """;

    private const string OfLanes = $$"""
        SELECT r.lane, r.ord, {{DeliveryRows.Columns}} FROM {rows} CROSS JOIN LATERAL (SELECT d.* {{First}} LIMIT r.max FOR UPDATE SKIP LOCKED) d
        """;

    // SQLite knows no LATERAL, but looks up what a subquery gives for each lane; and its LIMIT must be the same for all.
    private const string OfLanesOfOneLimit = $$"""
        SELECT r.lane, r.ord, {{DeliveryRows.Columns}} FROM {rows} CROSS JOIN ses_deliveries d WHERE d.id IN (SELECT d.id {{First}} LIMIT @max)
        """;

    private static readonly RowSet<Wish> Wishes = new RowSet<Wish>()
        .Long("lane", wish => wish.Lane.Id)
        .Int("ord", wish => wish.Lane.Order)
        .Long("max", wish => wish.Max)
        .Time("first_due", wish => wish.Lane.FirstDue)
        .Id("first_id", wish => wish.Lane.FirstId.Value);

    private readonly record struct Wish(DueLaneRow Lane, long Max);

    public static async ValueTask<IReadOnlyList<DueDelivery>> ListAsync(
        SqlSession session, Cohort day, IReadOnlyList<DueLaneRow> lanes, IReadOnlyList<LaneClaim> claims, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wishes = lanes.Select(lane => new Wish(lane, claims[lane.Order].Limit));
        if (session.Dialect.HasConcurrentWriters)
            return await session.Sql(OfLanes, day).WithRows(Wishes, [.. wishes]).With("now", now).ListAsync(Read, cancellationToken).ConfigureAwait(false);
        var due = new List<DueDelivery>();
        foreach (var equal in wishes.GroupBy(wish => wish.Max))
            due.AddRange(await session.Sql(OfLanesOfOneLimit).WithRows(Wishes, [.. equal]).With("now", now).With("max", equal.Key).ListAsync(Read, cancellationToken).ConfigureAwait(false));
        return due;
    }

    private static DueDelivery Read(SqlRow row) => new(row.Long(), row.Int(), DeliveryRows.Read(row));
}

/// <summary>A delivery that is due.</summary>
/// <param name="Lane">In which lane.</param>
/// <param name="Order">Which of the claims wants it.</param>
/// <param name="Delivery">The delivery.</param>
internal readonly record struct DueDelivery(long Lane, int Order, MailDelivery Delivery);
