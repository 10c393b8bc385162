using System.Threading.Tasks.Sources;

namespace Ses.Smtp.Sending.Direct;

/// <summary>How a connection waits for work, time and again, and gives up after a while. Whoever takes it out of the site's list ends it, so it ends once.</summary>
internal sealed class IdleWait : IValueTaskSource<SendJob?>, IDisposable
{
    private readonly Watchdog _patience;
    private ManualResetValueTaskSourceCore<SendJob?> _given = new() { RunContinuationsAsynchronously = true };

    public IdleWait(HostLoop loop, TimeProvider time, Action<IdleWait> giveUp)
    {
        Loop = loop;
        _patience = new(time, () => giveUp(this));
    }

    /// <summary>Whose connection it is.</summary>
    public HostLoop Loop { get; }

    /// <summary>A job that was taken for it; null where it is to close.</summary>
    public ValueTask<SendJob?> BeginAsync(TimeSpan patience)
    {
        _given.Reset();
        _patience.Arm(patience);
        return new(this, _given.Version);
    }

    public void End(SendJob? job)
    {
        _patience.Disarm();
        _given.SetResult(job);
    }

    public void Dispose() => _patience.Dispose();

    SendJob? IValueTaskSource<SendJob?>.GetResult(short token) => _given.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<SendJob?>.GetStatus(short token) => _given.GetStatus(token);

    void IValueTaskSource<SendJob?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _given.OnCompleted(continuation, state, token, flags);
}
