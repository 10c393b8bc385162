using System.Collections.Concurrent;

namespace Ses.Storage.Sql.Operations;

/// <summary>
/// How many deliveries were claimed in each lane since its mark moved. Moving it at each claim would leave as many dead versions of the lane's row as claims; not
/// moving it would leave that many dead entries of the queue to walk over.
/// </summary>
internal sealed class ClaimedSoFar
{
    private const int Enough = 256;
    private const int MaxLanes = 100_000;

    private readonly ConcurrentDictionary<long, int> _counts = new();

    /// <summary>True where the mark should move although the due time is the same.</summary>
    public bool IsEnough(long lane, int claimed)
    {
        var sum = _counts.AddOrUpdate(lane, claimed, (_, before) => before + claimed);
        if (sum < Enough)
            return false;
        _counts.TryRemove(lane, out _);
        return true;
    }

    /// <summary>The mark has moved.</summary>
    public void Forget(long lane)
    {
        _counts.TryRemove(lane, out _);
        if (_counts.Count > MaxLanes)
            _counts.Clear();
    }
}
