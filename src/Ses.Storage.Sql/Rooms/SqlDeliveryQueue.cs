using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlDeliveryQueue(SqlStore store) : IDeliveryQueue
{
    private const string DueLanes = """
        SELECT account, domain, first_due, look_at FROM ses_lanes
        WHERE stream = @stream AND look_at <= @now AND (look_at, account, domain) >= (@look_at, @account, @domain) ORDER BY look_at, account, domain LIMIT @max
        """;

    private const string NextDue = "SELECT min(look_at) FROM ses_lanes WHERE stream = @stream AND look_at > @now";

    private static readonly MailStream[] Streams = [.. Enum.GetValues<MailStream>().Order()];

    private readonly ClaimedSoFar _soFar = new();

    public async ValueTask<DueLanes> ListDueLanesAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => ListAsync(session, now, max, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<MailDelivery>> ClaimAsync(
        NodeEpoch epoch, IReadOnlyList<LaneClaim> lanes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (lanes.Count == 0)
            return [];
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Claim, new Claim(epoch, lanes, now, _soFar).RunAsync, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<MailDelivery>> ListOwnedAsync(NodeEpoch epoch, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => session.Sql(DeliveryRows.Owned).With("epoch", epoch.Value).ListAsync(DeliveryRows.ReadClaimed, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ReleaseAsync(NodeEpoch epoch, IReadOnlyList<ClaimRelease> releases, CancellationToken cancellationToken)
    {
        if (releases.Count == 0)
            return;
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await database.WriteAsync(WritePriority.Claim, new Release(epoch, releases).RunAsync, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DeferLanesAsync(IReadOnlyList<LaneDeferral> lanes, CancellationToken cancellationToken)
    {
        if (lanes.Count == 0)
            return;
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await database.WriteAsync(WritePriority.Claim, new DeferLanes(lanes).RunAsync, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<DueLanes> ListAsync(SqlSession session, DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        var lanes = new List<DueLane>();
        DateTimeOffset? next = null;
        foreach (var stream in Streams)
        {
            var rows = await DueAsync(session, stream, now, Math.Max(0, max - lanes.Count), cancellationToken).ConfigureAwait(false);
            // A lane has a row for each day in which something waits; the first is the longest due.
            lanes.AddRange(rows.DistinctBy(lane => lane.Lane));
            if (await session.Sql(NextDue).With("stream", (int)stream).With("now", now).NumberAsync(cancellationToken).ConfigureAwait(false) is { } ticks)
                next = next is { } before && before.UtcTicks < ticks ? next : new(ticks, TimeSpan.Zero);
        }

        return new(lanes, next);
    }

    private static async ValueTask<List<DueLane>> DueAsync(SqlSession session, MailStream stream, DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        var begin = session.DueLanes?.Of(stream, now) ?? LanePlace.First;
        var rows = await DueAsync(session, stream, now, max, begin, cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0 && begin != LanePlace.First)
            rows = await DueAsync(session, stream, now, max, begin = LanePlace.First, cancellationToken).ConfigureAwait(false);
        if (rows is [var first, ..])
            session.DueLanes?.Saw(stream, begin, new(first.LookAt, first.Lane.Lane.Account.Value, first.Lane.Lane.RecipientDomain.Value), now);
        return rows.ConvertAll(row => row.Lane);
    }

    private static ValueTask<List<(DueLane Lane, long LookAt)>> DueAsync(
        SqlSession session, MailStream stream, DateTimeOffset now, int max, LanePlace begin, CancellationToken cancellationToken) =>
        session.Sql(DueLanes).With("stream", (int)stream).With("now", now).With("max", (long)max)
            .With("look_at", begin.LookAt).With("account", begin.Account).With("domain", begin.Domain)
            .ListAsync(row => (new DueLane(new(row.Account(), stream, DomainName.Parse(row.Text())), row.Time()), row.Long()), cancellationToken);
}
