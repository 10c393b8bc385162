using Ses.Delivery;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlPaceStore(SqlStore store) : IPaceStore
{
    private const string Make = "INSERT INTO ses_pace (pace_key, end_at) SELECT pace_key, 0 FROM {rows} WHERE true ORDER BY pace_key ON CONFLICT (pace_key) DO NOTHING";

    private const string Lock = "SELECT p.pace_key, p.end_at FROM ses_pace p WHERE p.pace_key {among} ORDER BY p.pace_key /*pg FOR UPDATE*/";

    private const string Move = "UPDATE ses_pace SET end_at = r.end_at FROM {rows} WHERE ses_pace.pace_key = r.pace_key";

    private const string Read = "SELECT p.pace_key, p.end_at FROM ses_pace p WHERE p.pace_key {among}";

    private static readonly RowSet<string> Keys = new RowSet<string>().Text("pace_key", key => key);

    private static readonly RowSet<KeyValuePair<string, long>> Rows = new RowSet<KeyValuePair<string, long>>()
        .Text("pace_key", row => row.Key)
        .Long("end_at", row => row.Value);

    public async ValueTask<IReadOnlyList<PaceGrant>> ReserveAsync(IReadOnlyList<PaceRequest> requests, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (requests.Count == 0)
            return [];
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Claim, (session, token) => ReserveAsync(session, requests, now, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> ReadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
            return new Dictionary<string, DateTimeOffset>();
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var ends = await database.ReadAsync(
            (session, token) => session.Sql(Read).WithRows(Keys, [.. keys.Distinct()]).ListAsync(row => KeyValuePair.Create(row.Text(), row.Time()), token),
            cancellationToken).ConfigureAwait(false);
        return ends.Where(end => end.Value.UtcTicks > 0).ToDictionary();
    }

    private static async ValueTask<IReadOnlyList<PaceGrant>> ReserveAsync(
        SqlSession session, IReadOnlyList<PaceRequest> requests, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var keys = requests.Select(request => request.Key).Distinct().Order(StringComparer.Ordinal).Select(key => KeyValuePair.Create(key, 0L)).ToList();
        await session.Sql(Make).WithRows(Rows, keys).RunAsync(cancellationToken).ConfigureAwait(false);
        var ends = (await session.Sql(Lock).WithRows(Rows, keys).ListAsync(row => (Key: row.Text(), End: row.Time()), cancellationToken).ConfigureAwait(false))
            .ToDictionary(row => row.Key, row => row.End);
        var grants = new List<PaceGrant>(requests.Count);
        foreach (var request in requests)
        {
            var start = ends[request.Key] > now ? ends[request.Key] : now;
            var room = now + request.Horizon - start;
            var count = room < TimeSpan.Zero ? 0 : (int)Math.Min(request.Count, (room.Ticks / request.Interval.Ticks) + 1);
            if (count > 0)
                ends[request.Key] = start + (request.Interval * count);
            grants.Add(new(start, count));
        }

        await session.Sql(Move).WithRows(Rows, [.. ends.Select(end => KeyValuePair.Create(end.Key, end.Value.UtcTicks))]).RunAsync(cancellationToken).ConfigureAwait(false);
        return grants;
    }
}
