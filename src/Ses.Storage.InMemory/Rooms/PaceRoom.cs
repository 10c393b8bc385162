using Ses.Delivery;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class PaceRoom(Tables tables) : IPaceStore
{
    public ValueTask<IReadOnlyList<PaceGrant>> ReserveAsync(IReadOnlyList<PaceRequest> requests, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new((IReadOnlyList<PaceGrant>)[.. requests.Select(request => Reserve(request, now))]);
    }

    public ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> ReadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(keys.Distinct().Where(tables.PaceEnds.ContainsKey).ToDictionary(key => key, key => tables.PaceEnds[key]));
    }

    private PaceGrant Reserve(PaceRequest request, DateTimeOffset now)
    {
        var end = tables.PaceEnds.GetValueOrDefault(request.Key);
        var start = end > now ? end : now;
        var room = now + request.Horizon - start;
        var count = room < TimeSpan.Zero ? 0 : (int)Math.Min(request.Count, (room.Ticks / request.Interval.Ticks) + 1);
        if (count > 0)
            tables.PaceEnds[request.Key] = start + (request.Interval * count);
        return new(start, count);
    }
}
