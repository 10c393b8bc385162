using Ses.Ledger;
using Ses.MailLog;
using Ses.Primitives;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class MailLogRoom(Tables tables) : IMailLogStore
{
    public ValueTask<MailDelivery?> FindDeliveryAsync(MessageId message, AddressHash recipient, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Deliveries.Has(message, recipient) ? tables.Deliveries.OfRecipient(message, recipient) : null);
    }

    public ValueTask<QueuePlace> FindPlaceAsync(LaneKey lane, DateTimeOffset dueAt, DeliveryId delivery, int max, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var before = tables.Deliveries.DueIn(lane, dueAt)
                .TakeWhile(id => (tables.Deliveries.Find(id)!.DueAt, id).CompareTo((dueAt, delivery)) < 0)
                .Take(max)
                .Count();
            return new(new QueuePlace(before, tables.Deliveries.LookAt(lane)));
        }
    }

    public ValueTask<IReadOnlyList<StreamBacklog>> MeasureAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new((IReadOnlyList<StreamBacklog>)[.. Enum.GetValues<MailStream>().Order().Select(stream => Measure(stream, now, max))]);
    }

    private StreamBacklog Measure(MailStream stream, DateTimeOffset now, int max)
    {
        var due = tables.Deliveries.LanesByDueTime.Where(entry => entry.Lane.Stream == stream).SelectMany(entry => tables.Deliveries.DueIn(entry.Lane, now)).ToList();
        return new(stream, Math.Min(due.Count, max), due.Count == 0 ? null : due.Min(id => tables.Deliveries.Find(id)!.DueAt));
    }
}
