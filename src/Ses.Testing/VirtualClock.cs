namespace Ses.Testing;

/// <summary>A clock that stands until it is moved; its timers fire on the thread that moves it, in the order of their times. UTC.</summary>
public sealed class VirtualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly SortedSet<VirtualTimer> _armed = new(VirtualTimer.ByTime);
    private DateTimeOffset _now;
    private long _armings;

    /// <summary>A clock that stands at <paramref name="start"/>.</summary>
    public VirtualClock(DateTimeOffset start) => _now = start;

    /// <summary>When the next timer fires; null where none is armed.</summary>
    public DateTimeOffset? NextTimerAt
    {
        get
        {
            lock (_lock)
                return _armed.Min?.DueAt;
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward, firing every timer on the way at its own time.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (NextTimerAt is { } due && due <= end)
            FireNext();
        lock (_lock)
            _now = end > _now ? end : _now;
    }

    /// <summary>Jumps to the next armed timer and fires it; false where none is armed.</summary>
    public bool FireNext()
    {
        VirtualTimer? timer;
        lock (_lock)
        {
            timer = _armed.Min;
            if (timer is null)
                return false;
            _armed.Remove(timer);
            _now = timer.DueAt > _now ? timer.DueAt : _now;
            if (timer.Period > TimeSpan.Zero)
                Arm(timer, timer.Period);
        }

        timer.Invoke();
        return true;
    }

    internal void Change(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _armed.Remove(timer);
            timer.Period = period;
            if (dueTime >= TimeSpan.Zero)
                Arm(timer, dueTime);
        }
    }

    private void Arm(VirtualTimer timer, TimeSpan dueTime)
    {
        timer.Set(_now + dueTime, ++_armings);
        _armed.Add(timer);
    }
}
