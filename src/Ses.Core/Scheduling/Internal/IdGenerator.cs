using Ses.Primitives;

namespace Ses.Scheduling.Internal;

/// <summary>Makes message and delivery ids. Its epoch is asked of the store once, with the first id.</summary>
internal sealed class IdGenerator(INodeLeases nodes)
{
    private IdSource? _source;

    /// <summary>The source of this process's ids.</summary>
    public async ValueTask<IdSource> OpenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _source) is { } open)
            return open;
        // Two first callers may each reserve an epoch; one is used and the other wasted, which costs nothing.
        var reserved = new IdSource(await nodes.ReserveEpochAsync(cancellationToken).ConfigureAwait(false));
        return Interlocked.CompareExchange(ref _source, reserved, null) ?? reserved;
    }
}

/// <summary>Ids of one epoch.</summary>
internal sealed class IdSource(NodeEpoch epoch)
{
    private long _counter;

    public MessageId NextMessage(DateTimeOffset now) => new(Next(now));

    public DeliveryId NextDelivery(DateTimeOffset now) => new(Next(now));

    private UInt128 Next(DateTimeOffset now) => OrderedId.Pack(Cohort.Of(now), epoch, (ulong)Interlocked.Increment(ref _counter));
}
