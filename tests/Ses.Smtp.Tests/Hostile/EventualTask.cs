using Ses.Judges;
using Ses.Testing;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>Waits for tasks that must end, as long as a loaded machine may need.</summary>
internal static class EventualTask
{
    /// <summary>Moves the clock over a limit until what waits for it ends; just before the limit it has not.</summary>
    public static async Task<T> ThatEndsAfter<T>(this Task<T> task, TimeSpan limit, VirtualClock clock)
    {
        clock.Advance(limit - TimeSpan.FromSeconds(1));
        Assert.False(task.IsCompleted, "it ended before its time");
        using var patience = new CancellationTokenSource(Eventually.Patience, TimeProvider.System);
        while (!task.IsCompleted && !patience.IsCancellationRequested)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None));
        }

        return await task.Soon();
    }

    /// <summary>What comes in time, or the test fails.</summary>
    public static Task Soon(this Task task) => task.WaitAsync(Eventually.Patience, TimeProvider.System);

    /// <summary>What comes in time, or the test fails.</summary>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Eventually.Patience, TimeProvider.System);
}
