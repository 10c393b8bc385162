
namespace Ses.Storage.Sql.PostgreSql;

/// <summary>
/// Numbers that two transactions of this process never have at once. Each adds to counter rows of its number, so that they do not wait for each other's commit;
/// reports sum over them. Few numbers are in use at a time, and the lowest free one is taken, so that there are no more rows than transactions at once.
/// </summary>
internal sealed class Shards
{
    private readonly Lock _lock = new();
    private readonly SortedSet<int> _free = [.. Enumerable.Range(0, 16)];

    /// <summary>A number that is free, or any where none is.</summary>
    public int Take()
    {
        lock (_lock)
        {
            if (_free.Count == 0)
                return 0;
            var lowest = _free.Min;
            _free.Remove(lowest);
            return lowest;
        }
    }

    public void Return(int shard)
    {
        lock (_lock)
            _free.Add(shard);
    }
}
