using System.Numerics;

namespace Ses.Scheduling.Internal;

/// <summary>Lets loops sleep until a time, or until someone says that there is work.</summary>
internal sealed class Nudge(EngineScheduler scheduler, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Sleeper> _sleepers = [];
    private readonly long[] _times = new long[BitOperations.PopCount((uint)Work.All)];

    /// <summary>How often someone has said that there is such work. Who looks for it takes this first, and sleeps only if nothing was said since.</summary>
    public long Count(Work work)
    {
        lock (_lock)
            return CountOf(work);
    }

    /// <summary>Wakes those who sleep until there is such work. Never runs theirs on the caller's thread.</summary>
    public void Wake(Work work = Work.All)
    {
        List<Sleeper>? woken = null;
        lock (_lock)
        {
            for (var bit = 0; bit < _times.Length; bit++)
                _times[bit] += ((int)work >> bit) & 1;
            for (var i = _sleepers.Count - 1; i >= 0; i--)
            {
                if ((_sleepers[i].Work & work) == 0)
                    continue;
                (woken ??= []).Add(_sleepers[i]);
                _sleepers.RemoveAt(i);
            }
        }

        for (var i = (woken?.Count ?? 0) - 1; i >= 0; i--)
            woken![i].WakeElsewhere();
    }

    /// <summary>Sleeps, at most <paramref name="delay"/>; returns early when woken or canceled.</summary>
    public ValueTask SleepAsync(TimeSpan delay, CancellationToken cancellationToken) => SleepAsync(delay, Work.All, Count(Work.All), cancellationToken);

    /// <summary>Sleeps, at most <paramref name="delay"/>, while <see cref="Count"/> of the work stays what it was; returns early when canceled.</summary>
    public async ValueTask SleepAsync(TimeSpan delay, Work work, long count, CancellationToken cancellationToken)
    {
        if (delay <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
            return;
        var sleeper = new Sleeper(work, scheduler);
        lock (_lock)
        {
            if (CountOf(work) != count)
                return;
            _sleepers.Add(sleeper);
        }

        using var timer = time.CreateTimer(static state => ((Sleeper)state!).Wake(), sleeper, delay, Timeout.InfiniteTimeSpan);
        using var canceled = cancellationToken.UnsafeRegister(static state => ((Sleeper)state!).WakeElsewhere(), sleeper);
        await sleeper.Task.ConfigureAwait(false);
        lock (_lock)
            _sleepers.Remove(sleeper);
    }

    private long CountOf(Work work)
    {
        long count = 0;
        for (var bit = 0; bit < _times.Length; bit++)
            count += _times[bit] * (((int)work >> bit) & 1);
        return count;
    }

    // Continuations run inline: the waker is a timer's thread or the scheduler, never a caller.
    private sealed class Sleeper(Work work, EngineScheduler scheduler)
    {
        private readonly TaskCompletionSource _awake = new();

        public Work Work => work;

        public Task Task => _awake.Task;

        public void Wake() => _awake.TrySetResult();

        public void WakeElsewhere() => scheduler.Post(Wake);
    }
}
