using Ses.Primitives;

namespace Ses.Storage.Specifications;

/// <summary>Ids of one epoch, laid out as the engine's: cohort ‖ epoch ‖ counter.</summary>
internal sealed class SampleIds(NodeEpoch epoch)
{
    private long _counter;

    public MessageId Message(DateTimeOffset now) => new(Next(now));

    public DeliveryId Delivery(DateTimeOffset now) => new(Next(now));

    private UInt128 Next(DateTimeOffset now) =>
        new(((ulong)(uint)Cohort.Of(now).Day << 32) | (uint)epoch.Value, (ulong)Interlocked.Increment(ref _counter));
}
