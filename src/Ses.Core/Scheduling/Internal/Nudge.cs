namespace Ses.Scheduling.Internal;

/// <summary>Lets loops sleep until a time, or until someone says that there is work.</summary>
internal sealed class Nudge(EngineScheduler scheduler, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Sleeper> _sleepers = [];

    /// <summary>Wakes all who sleep now. Never runs their work on the caller's thread.</summary>
    public void Wake()
    {
        Sleeper[] sleepers;
        lock (_lock)
        {
            if (_sleepers.Count == 0)
                return;
            sleepers = [.. _sleepers];
            _sleepers.Clear();
        }

        foreach (var sleeper in sleepers)
            scheduler.Post(sleeper.Wake);
    }

    /// <summary>Sleeps, at most <paramref name="delay"/>; returns early when woken or canceled.</summary>
    public async ValueTask SleepAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
            return;
        var sleeper = new Sleeper();
        lock (_lock)
            _sleepers.Add(sleeper);
        using var timer = time.CreateTimer(static state => ((Sleeper)state!).Wake(), sleeper, delay, Timeout.InfiniteTimeSpan);
        using var canceled = cancellationToken.UnsafeRegister(static state => ((Nudge)state!).Wake(), this);
        await sleeper.Task.ConfigureAwait(false);
        lock (_lock)
            _sleepers.Remove(sleeper);
    }

    // Continuations run inline: the waker is a timer's thread or the scheduler, never a caller.
    private sealed class Sleeper
    {
        private readonly TaskCompletionSource _awake = new();

        public Task Task => _awake.Task;

        public void Wake() => _awake.TrySetResult();
    }
}
