namespace Ses.Scheduling.Internal;

/// <summary>Waits by a clock. Unlike <see cref="Task.Delay(TimeSpan, TimeProvider, CancellationToken)"/>, what follows runs on the timer's own thread, so that a simulation stays on one.</summary>
internal static class Pause
{
    /// <summary>Waits; throws <see cref="OperationCanceledException"/> when canceled.</summary>
    public static async Task ForAsync(TimeSpan delay, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (delay <= TimeSpan.Zero)
            return;
        var over = new TaskCompletionSource();
        using var timer = time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), over, delay, Timeout.InfiniteTimeSpan);
        using var canceled = cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetCanceled(), over);
        await over.Task.ConfigureAwait(false);
    }
}
