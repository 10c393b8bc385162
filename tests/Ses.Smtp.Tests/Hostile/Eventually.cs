using Ses.Testing;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>Waits for what must come about, as long as a loaded machine may need.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task Holds(Func<bool> condition, string what = "it")
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, $"{what} did not come about");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Moves the clock over a limit until what waits for it ends; just before the limit it has not.</summary>
    public static async Task<T> ThatEndsAfter<T>(this Task<T> task, TimeSpan limit, VirtualClock clock)
    {
        clock.Advance(limit - TimeSpan.FromSeconds(1));
        Assert.False(task.IsCompleted, "it ended before its time");
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!task.IsCompleted && !patience.IsCancellationRequested)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None));
        }

        return await task.Soon();
    }

    /// <summary>What comes within a minute, or the test fails.</summary>
    public static Task Soon(this Task task) => task.WaitAsync(Patience, TimeProvider.System);

    /// <summary>What comes within a minute, or the test fails.</summary>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience, TimeProvider.System);
}
