namespace Ses.Smtp.Sending.Direct;

/// <summary>A connection that waits for work, and gives up after a while.</summary>
internal sealed class IdleWait : IDisposable
{
    private readonly TaskCompletionSource<SendJob?> _given = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;

    public IdleWait(HostLoop loop, TimeProvider time, TimeSpan patience, Action<IdleWait> giveUp)
    {
        Loop = loop;
        _timer = time.CreateTimer(_ => giveUp(this), null, patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whose connection it is.</summary>
    public HostLoop Loop { get; }

    public Task<SendJob?> Task => _given.Task;

    public void Give(SendJob job) => _given.TrySetResult(job);

    public void End() => _given.TrySetResult(null);

    public void Dispose() => _timer.Dispose();
}
