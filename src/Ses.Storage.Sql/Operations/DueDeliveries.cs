using Ses.Delivery;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>The first due deliveries of lanes of one day, by the queue's index: whatever else waits, costs nothing.</summary>
internal static class DueDeliveries
{
    private const string OfOneLane = """
        SELECT d.id, d.due_at FROM ses_deliveries d WHERE d.state = 0 AND d.owner = 0 AND d.lane = @lane AND d.due_at <= @now ORDER BY d.due_at, d.id LIMIT @max
        """;

    // From the lane's mark on: before it there is nothing but dead entries, which stay in the index while some session holds an old snapshot.
    private const string OfLanes = """
        SELECT r.lane, r.ord, d.id, d.due_at FROM {rows} CROSS JOIN LATERAL (
            SELECT q.id, q.due_at FROM ses_deliveries q
            WHERE q.state = 0 AND q.owner = 0 AND q.lane = r.lane AND (q.due_at, q.id) >= (r.first_due, r.first_id) AND q.due_at <= @now
            ORDER BY q.due_at, q.id LIMIT r.max FOR UPDATE SKIP LOCKED) d
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
        if (session.Dialect.HasConcurrentWriters)
        {
            var wishes = lanes.Select(lane => new Wish(lane, claims[lane.Order].Limit)).ToList();
            return await session.Sql(OfLanes, day).WithRows(Wishes, wishes).With("now", now)
                .ListAsync(row => new DueDelivery(row.Long(), row.Int(), new(row.Id()), row.Time()), cancellationToken).ConfigureAwait(false);
        }

        var due = new List<DueDelivery>();
        foreach (var lane in lanes)
        {
            due.AddRange(await session.Sql(OfOneLane).With("lane", lane.Id).With("now", now).With("max", (long)claims[lane.Order].Limit)
                .ListAsync(row => new DueDelivery(lane.Id, lane.Order, new(row.Id()), row.Time()), cancellationToken).ConfigureAwait(false));
        }

        return due;
    }
}
