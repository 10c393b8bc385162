using Ses.Delivery;
using Ses.Primitives;

namespace Ses.Scheduling.Internal;

/// <summary>
/// One life of a node, from joining to leaving or losing its lease. Everything that a node holds in memory belongs to a session and dies with it.
/// </summary>
internal sealed class NodeSession : ISendFence, IDisposable
{
    private readonly TimeProvider _time;
    private readonly EngineOptions _options;
    private readonly CancellationTokenSource _lost = new();
    private long _renewedAt;
    private long _offsetTicks;

    /// <param name="lease">The lease just given.</param>
    /// <param name="asked">When it was asked for.</param>
    /// <param name="options">Time to live and margin.</param>
    /// <param name="time">This machine's clock.</param>
    public NodeSession(NodeLease lease, AskedAt asked, EngineOptions options, TimeProvider time)
    {
        _time = time;
        _options = options;
        Epoch = lease.Epoch;
        Renewed(lease, asked);
    }

    /// <summary>The epoch that claims carry.</summary>
    public NodeEpoch Epoch { get; }

    /// <summary>Canceled when the lease is lost for good.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <inheritdoc/>
    public bool IsOpen =>
        !_lost.IsCancellationRequested
        && _time.GetElapsedTime(Interlocked.Read(ref _renewedAt)) < _options.LeaseTimeToLive - _options.FenceMargin;

    /// <summary>The store's clock, as far as this machine knows it.</summary>
    public DateTimeOffset Now => _time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    /// <summary>A time of the store's clock by this machine's, which the engine's loops go by.</summary>
    public DateTimeOffset Here(DateTimeOffset storeTime) => storeTime - TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    /// <summary>The lease lives on. Its end is counted from before the store was asked, so that this node never believes it longer than the store does.</summary>
    public void Renewed(NodeLease lease, AskedAt asked)
    {
        Interlocked.Exchange(ref _renewedAt, asked.Timestamp);
        Interlocked.Exchange(ref _offsetTicks, (lease.StoreTime - asked.Now).Ticks);
    }

    /// <summary>The lease is lost: nothing more may be sent, claimed or settled.</summary>
    public void Lose() => _lost.Cancel();

    public void Dispose() => _lost.Dispose();
}

/// <summary>The moment before the store was asked, by both clocks of this machine.</summary>
internal readonly record struct AskedAt(DateTimeOffset Now, long Timestamp)
{
    public static AskedAt Of(TimeProvider time) => new(time.GetUtcNow(), time.GetTimestamp());
}
