namespace Ses.Smtp.Sending.Direct;

/// <summary>
/// Bites when a deadline passes. Arming is cheap: the timer runs on, and looks at the deadline only when it fires, so a deadline that moves on with every
/// answer touches no timer.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private const long Never = long.MaxValue;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action _bite;
    private readonly ITimer _timer;
    private long _deadline = Never;
    private long _whole = Never;
    private long _firesAt = Never;

    public Watchdog(TimeProvider time, Action bite)
    {
        _time = time;
        _bite = bite;
        _timer = time.CreateTimer(static state => ((Watchdog)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>From now on, no deadline lies behind this limit, until <see cref="EndWhole"/>.</summary>
    public void BeginWhole(TimeSpan limit) => _whole = After(limit);

    public void EndWhole() => _whole = Never;

    public void Arm(TimeSpan limit)
    {
        lock (_lock)
        {
            _deadline = Math.Min(After(limit), _whole);
            if (_deadline < _firesAt)
                FireAt(_deadline);
        }
    }

    public void Disarm()
    {
        lock (_lock)
            _deadline = Never;
    }

    public void Dispose() => _timer.Dispose();

    private void Wake()
    {
        lock (_lock)
        {
            _firesAt = Never;
            if (_deadline == Never)
                return;
            if (_deadline > _time.GetTimestamp())
            {
                FireAt(_deadline);
                return;
            }

            _deadline = Never;
        }

        _bite();
    }

    private void FireAt(long timestamp)
    {
        _firesAt = timestamp;
        var wait = TimeSpan.FromTicks((long)Math.Ceiling((timestamp - _time.GetTimestamp()) * (double)TimeSpan.TicksPerSecond / _time.TimestampFrequency));
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private long After(TimeSpan limit) => _time.GetTimestamp() + (long)(limit.TotalSeconds * _time.TimestampFrequency);
}
