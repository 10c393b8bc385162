using Ses.Primitives;

namespace Ses.Delivery.Internal;

/// <summary>
/// Lets transactional mail pass: from its acceptance in this process until its attempt begins, two attempts of bulk mail begin at most. While it was stored,
/// found and claimed, up to 62 attempts began before (SQLite, two cores).
/// </summary>
internal sealed class RightOfWay : IDisposable
{
    private const int BulkBeforeOne = 2;

    // The mail may have reasons of its own to wait, or another node may have it.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    // Where one was waited for in vain, the next ones would be too.
    private static readonly TimeSpan InVainFor = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<MessageId, long> _expected = [];
    private readonly HashSet<MessageId> _arrived = [];
    private readonly ITimer _timer;
    private long? _inVainSince;
    private int _allowed = BulkBeforeOne;

    public RightOfWay(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Bulk mail may go on.</summary>
    public event Action? Freed;

    /// <summary>How many of so many turns of composing bulk mail has: none while a message is stored, found and claimed, one less than all while it waits for a place at its site,
    /// which what is composed now holds.</summary>
    public int TurnsOf(int all)
    {
        lock (_lock)
            return _expected.Count == 0 ? all : _arrived.Count > 0 ? Math.Max(1, all - 1) : 0;
    }

    /// <summary>True where an attempt of bulk mail may begin now.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_lock)
                return _expected.Count == 0 || _allowed > 0;
        }
    }

    /// <summary>A transactional message is about to be stored.</summary>
    public void Expect(MessageId message)
    {
        lock (_lock)
        {
            if (_inVainSince is { } since && _time.GetElapsedTime(since) < InVainFor)
                return;
            if (_expected.Count == 0)
            {
                _allowed = BulkBeforeOne;
                _timer.Change(Longest, Timeout.InfiniteTimeSpan);
            }

            _expected[message] = _time.GetTimestamp();
        }
    }

    /// <summary>An attempt of bulk mail begins.</summary>
    public void Pass()
    {
        lock (_lock)
            _allowed = Math.Max(0, _allowed - 1);
    }

    /// <summary>It is claimed, and waits for its turn.</summary>
    public void Arrive(MessageId message)
    {
        lock (_lock)
        {
            if (!_expected.ContainsKey(message))
                return;
            _arrived.Add(message);
        }

        Freed?.Invoke();
    }

    /// <summary>Its attempt begins, or will not.</summary>
    public void End(MessageId message)
    {
        lock (_lock)
        {
            if (!_expected.Remove(message))
                return;
            _arrived.Remove(message);
            // Others may still be on their way; bulk mail is not to stand still however many there are.
            _allowed = BulkBeforeOne;
        }

        Freed?.Invoke();
    }

    public void Dispose() => _timer.Dispose();

    private void Expire()
    {
        lock (_lock)
        {
            foreach (var (message, _) in _expected.Where(expected => _time.GetElapsedTime(expected.Value) >= Longest).ToList())
            {
                _expected.Remove(message);
                _arrived.Remove(message);
                _inVainSince = _time.GetTimestamp();
            }

            if (_expected.Count > 0)
            {
                var left = Longest - _time.GetElapsedTime(_expected.Values.Min());
                _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        Freed?.Invoke();
    }
}
