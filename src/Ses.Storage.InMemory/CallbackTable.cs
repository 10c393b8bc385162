using Ses.Callbacks;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.InMemory;

/// <summary>A callback that waits.</summary>
internal sealed record CallbackRow(CallbackDue Due, DateTimeOffset DueAt, int Attempts, int Claims, DateTimeOffset CreatedAt)
{
    public FactKey Key => new(Due.Fact.Delivery, Due.Fact.Sequence);
}

/// <summary>What a callback is known by, since a fact is told to one endpoint.</summary>
internal readonly record struct FactKey(DeliveryId Delivery, int Sequence) : IComparable<FactKey>
{
    public int CompareTo(FactKey other) => Delivery.CompareTo(other.Delivery) is not 0 and var order ? order : Sequence.CompareTo(other.Sequence);
}

/// <summary>Callback endpoints, what waits for each in the order of due times, and their attempts.</summary>
internal sealed class CallbackTable
{
    /// <summary>When a callback is due that waits behind another: never by itself.</summary>
    public static readonly DateTimeOffset Behind = DateTimeOffset.MaxValue;

    private readonly Dictionary<FactKey, CallbackRow> _rows = [];
    private readonly SortedDictionary<CallbackEndpointId, SortedSet<(DateTimeOffset DueAt, FactKey Key)>> _queues = [];
    private readonly Dictionary<(CallbackEndpointId Endpoint, DeliveryId Delivery), SortedSet<int>> _lines = [];

    public SortedDictionary<(AccountId Account, string Sender), CallbackEndpoint> Endpoints { get; } = [];

    public List<CallbackAttempt> Attempts { get; } = [];

    /// <summary>The endpoints for which something waits.</summary>
    public IEnumerable<CallbackEndpointId> Waiting => _queues.Keys;

    public IReadOnlyCollection<CallbackRow> All => _rows.Values;

    /// <summary>What endpoints are found and listed by.</summary>
    public static string KeyOf(EmailAddress? sender) => sender is null ? "" : $"{sender.Domain.Value}/{sender.NormalForm}";

    public CallbackEndpoint? EndpointOf(CallbackEndpointId id) => Endpoints.Values.FirstOrDefault(endpoint => endpoint.Id == id);

    public CallbackRow? Find(FactKey key) => _rows.GetValueOrDefault(key);

    /// <summary>What waits for an endpoint, the longest due first.</summary>
    public IEnumerable<CallbackRow> QueueOf(CallbackEndpointId endpoint) => _queues.TryGetValue(endpoint, out var queue) ? queue.Select(entry => _rows[entry.Key]) : [];

    /// <summary>Puts a callback behind those of its delivery and endpoint that wait already.</summary>
    public void Add(CallbackDue due, DateTimeOffset now) =>
        Put(new(due, _lines.ContainsKey((due.Endpoint, due.Fact.Delivery)) ? Behind : now, 0, 0, now));

    public void Put(CallbackRow row)
    {
        Take(row.Key);
        _rows[row.Key] = row;
        (_queues.TryGetValue(row.Due.Endpoint, out var queue) ? queue : _queues[row.Due.Endpoint] = []).Add((row.DueAt, row.Key));
        (_lines.TryGetValue((row.Due.Endpoint, row.Due.Fact.Delivery), out var line) ? line : _lines[(row.Due.Endpoint, row.Due.Fact.Delivery)] = []).Add(row.Due.Fact.Sequence);
    }

    /// <summary>The callback is done or given up: the next of its delivery and endpoint is due.</summary>
    public void Remove(CallbackRow row, DateTimeOffset now)
    {
        Take(row.Key);
        if (_lines.TryGetValue((row.Due.Endpoint, row.Due.Fact.Delivery), out var line) && _rows[new(row.Due.Fact.Delivery, line.Min)] is { } next && next.DueAt == Behind)
            Put(next with { DueAt = now });
    }

    private void Take(FactKey key)
    {
        if (!_rows.Remove(key, out var row))
            return;
        var (endpoint, line) = (row.Due.Endpoint, (row.Due.Endpoint, row.Due.Fact.Delivery));
        _queues[endpoint].Remove((row.DueAt, key));
        if (_queues[endpoint].Count == 0)
            _queues.Remove(endpoint);
        _lines[line].Remove(key.Sequence);
        if (_lines[line].Count == 0)
            _lines.Remove(line);
    }
}
