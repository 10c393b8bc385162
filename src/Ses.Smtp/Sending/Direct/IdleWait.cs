namespace Ses.Smtp.Sending.Direct;

/// <summary>A connection that waits for work, and gives up after a while.</summary>
internal sealed class IdleWait
{
    private readonly TaskCompletionSource<SendJob?> _given = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;

    public IdleWait(TimeProvider time, TimeSpan patience, Action<IdleWait> giveUp) =>
        _timer = time.CreateTimer(_ => giveUp(this), null, patience, Timeout.InfiniteTimeSpan);

    public Task<SendJob?> Task => _given.Task;

    public void Give(SendJob job)
    {
        _timer.Dispose();
        _given.TrySetResult(job);
    }

    public void End()
    {
        _timer.Dispose();
        _given.TrySetResult(null);
    }
}
