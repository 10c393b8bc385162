using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.InMemory;

/// <summary>Deliveries with their indexes: by message, once a message and recipient, free and queued by lane and due time, owned by node.</summary>
internal sealed class DeliveryTable
{
    private readonly Dictionary<DeliveryId, MailDelivery> _rows = [];
    private readonly Dictionary<MessageId, List<DeliveryId>> _byMessage = [];
    private readonly Dictionary<(AddressHash Recipient, MessageId Message), DeliveryId> _byRecipient = [];
    private readonly Dictionary<AddressHash, List<MessageId>> _messagesOf = [];
    private readonly Dictionary<LaneKey, SortedSet<(DateTimeOffset DueAt, DeliveryId Id)>> _lanes = [];
    private readonly SortedSet<(DateTimeOffset DueAt, LaneKey Lane)> _firstDue = [];
    private readonly Dictionary<LaneKey, DateTimeOffset> _deferred = [];
    private readonly Dictionary<NodeEpoch, SortedSet<DeliveryId>> _owned = [];

    public int Count => _rows.Count;

    public IEnumerable<MailDelivery> All => _rows.Values;

    public MailDelivery? Find(DeliveryId id) => _rows.GetValueOrDefault(id);

    public bool Has(MessageId message, AddressHash recipient) => _byRecipient.ContainsKey((recipient, message));

    public IReadOnlyList<DeliveryId> OfMessage(MessageId message) => _byMessage.GetValueOrDefault(message) ?? [];

    public IReadOnlyList<MessageId> MessagesTo(AddressHash recipient) => _messagesOf.GetValueOrDefault(recipient) ?? [];

    public MailDelivery OfRecipient(MessageId message, AddressHash recipient) => _rows[_byRecipient[(recipient, message)]];

    public IReadOnlyCollection<DeliveryId> OwnedBy(NodeEpoch epoch) => _owned.GetValueOrDefault(epoch) ?? [];

    /// <summary>Leaves a lane alone until a time; something new in it ends that sooner.</summary>
    public void Defer(LaneKey lane, DateTimeOffset until)
    {
        if (!_lanes.TryGetValue(lane, out var queue))
            return;
        var before = LookAt(lane, queue);
        _deferred[lane] = until;
        Reindex(lane, queue, before);
    }

    /// <summary>Lanes with the time at which they are to be looked at, the earliest first.</summary>
    public IEnumerable<(DateTimeOffset DueAt, LaneKey Lane)> LanesByDueTime => _firstDue;

    /// <summary>When a lane is to be looked at; null where nothing in it is free.</summary>
    public DateTimeOffset? LookAt(LaneKey lane) => _lanes.TryGetValue(lane, out var queue) ? LookAt(lane, queue) : null;

    public IEnumerable<DeliveryId> DueIn(LaneKey lane, DateTimeOffset now) =>
        _lanes.TryGetValue(lane, out var queue) ? queue.TakeWhile(entry => entry.DueAt <= now).Select(entry => entry.Id) : [];

    public void Put(MailDelivery row)
    {
        if (_rows.TryGetValue(row.Id, out var before))
            Unindex(before);
        else
            IndexIdentity(row);
        _rows[row.Id] = row;
        if (row.State == DeliveryState.Queued && row.Owner == NodeEpoch.None)
            Enqueue(row);
        if (row.Owner != NodeEpoch.None)
            (_owned.TryGetValue(row.Owner, out var owned) ? owned : _owned[row.Owner] = []).Add(row.Id);
    }

    /// <summary>Takes a row out that is not queued.</summary>
    public void Remove(MailDelivery row)
    {
        _rows.Remove(row.Id);
        _byRecipient.Remove((row.RecipientHash, row.Message));
        Drop(_byMessage, row.Message, row.Id);
        Drop(_messagesOf, row.RecipientHash, row.Message);
    }

    private static void Drop<TKey, TValue>(Dictionary<TKey, List<TValue>> index, TKey key, TValue value)
        where TKey : notnull
    {
        index[key].Remove(value);
        if (index[key].Count == 0)
            index.Remove(key);
    }

    private void IndexIdentity(MailDelivery row)
    {
        (_byMessage.TryGetValue(row.Message, out var ids) ? ids : _byMessage[row.Message] = []).Add(row.Id);
        (_messagesOf.TryGetValue(row.RecipientHash, out var messages) ? messages : _messagesOf[row.RecipientHash] = []).Add(row.Message);
        _byRecipient.Add((row.RecipientHash, row.Message), row.Id);
    }

    private void Unindex(MailDelivery row)
    {
        if (row.State == DeliveryState.Queued && row.Owner == NodeEpoch.None)
            Dequeue(row);
        if (row.Owner != NodeEpoch.None && _owned.TryGetValue(row.Owner, out var owned))
        {
            owned.Remove(row.Id);
            if (owned.Count == 0)
                _owned.Remove(row.Owner);
        }
    }

    private void Enqueue(MailDelivery row)
    {
        if (!_lanes.TryGetValue(row.Lane, out var queue))
            _lanes[row.Lane] = queue = [];
        var before = LookAt(row.Lane, queue);
        queue.Add((row.DueAt, row.Id));
        _deferred.Remove(row.Lane);
        Reindex(row.Lane, queue, before);
    }

    private void Dequeue(MailDelivery row)
    {
        var queue = _lanes[row.Lane];
        var before = LookAt(row.Lane, queue);
        queue.Remove((row.DueAt, row.Id));
        Reindex(row.Lane, queue, before);
        if (queue.Count == 0)
        {
            _lanes.Remove(row.Lane);
            _deferred.Remove(row.Lane);
        }
    }

    // Keeps the index of lanes by their first due time in step with a lane's queue.
    private void Reindex(LaneKey lane, SortedSet<(DateTimeOffset DueAt, DeliveryId Id)> queue, DateTimeOffset? before)
    {
        var after = LookAt(lane, queue);
        if (before == after)
            return;
        if (before is { } old)
            _firstDue.Remove((old, lane));
        if (after is { } first)
            _firstDue.Add((first, lane));
    }

    private DateTimeOffset? LookAt(LaneKey lane, SortedSet<(DateTimeOffset DueAt, DeliveryId Id)> queue)
    {
        if (queue.Count == 0)
            return null;
        var due = queue.Min.DueAt;
        return _deferred.TryGetValue(lane, out var until) && until > due ? until : due;
    }
}
