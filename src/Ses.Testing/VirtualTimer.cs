namespace Ses.Testing;

/// <summary>A timer of a <see cref="VirtualClock"/>.</summary>
internal sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
{
    public static IComparer<VirtualTimer> ByTime { get; } = Comparer<VirtualTimer>.Create(static (left, right) =>
        left.DueAt != right.DueAt ? left.DueAt.CompareTo(right.DueAt) : left.Arming.CompareTo(right.Arming));

    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Which arming of the clock this was: timers of the same time fire in the order in which they were armed.</summary>
    public long Arming { get; private set; }

    public TimeSpan Period { get; set; }

    public void Set(DateTimeOffset dueAt, long arming) => (DueAt, Arming) = (dueAt, arming);

    public void Invoke() => callback(state);

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        clock.Change(this, dueTime, period);
        return true;
    }

    public void Dispose() => clock.Change(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
