using Ses.Ledger;
using Ses.Primitives;

namespace Ses.MailLog;

/// <summary>Mail and its queue as people and meters look at them. Nothing here is asked while mail is delivered, and no answer counts further than it is told to.</summary>
public interface IMailLogStore
{
    /// <summary>The delivery of a message to a recipient, or null.</summary>
    ValueTask<MailDelivery?> FindDeliveryAsync(MessageId message, AddressHash recipient, CancellationToken cancellationToken);

    /// <summary>
    /// Where a delivery of a lane stands that is due at a time: how many free, queued ones of its lane come before it (by due time, then id), counted up to
    /// <paramref name="max"/>.
    /// </summary>
    ValueTask<QueuePlace> FindPlaceAsync(LaneKey lane, DateTimeOffset dueAt, DeliveryId delivery, int max, CancellationToken cancellationToken);

    /// <summary>How much is due at <paramref name="now"/> or before and free, by stream, every stream once in its order; each counted up to <paramref name="max"/>.</summary>
    ValueTask<IReadOnlyList<StreamBacklog>> MeasureAsync(DateTimeOffset now, int max, CancellationToken cancellationToken);
}

/// <summary>A place in a lane.</summary>
/// <param name="Before">How many come before; the limit of counting where there are more.</param>
/// <param name="LookAt">When the lane is looked at next: when its first delivery is due, or later where its pace allows no more. Null where nothing in it is free.</param>
public readonly record struct QueuePlace(int Before, DateTimeOffset? LookAt);

/// <summary>What waits of a stream.</summary>
/// <param name="Stream">Which.</param>
/// <param name="Due">Free deliveries that are due; the limit of counting where there are more.</param>
/// <param name="FirstDueAt">Since when the first of them is due; null for none.</param>
public readonly record struct StreamBacklog(MailStream Stream, int Due, DateTimeOffset? FirstDueAt);
