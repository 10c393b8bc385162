using System.Collections.Concurrent;
using System.Diagnostics;
using Ses.Delivery;

namespace Ses.Throughput;

/// <summary>Watches from outside when a single message begins its attempt and when the mail server has taken it, and how many of the task's began meanwhile.</summary>
internal sealed class TimedTransport(IMailTransport inner, Watch watch) : IMailTransport, IDisposable
{
    public async ValueTask<TransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        var single = watch.Begin(request.Recipient.ToString());
        var reply = await inner.SendAsync(request, cancellationToken).ConfigureAwait(false);
        single?.End(reply is TransportReply.Accepted);
        return reply;
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();
}

/// <summary>The single messages under way.</summary>
internal sealed class Watch
{
    private readonly ConcurrentDictionary<string, SingleMessage> _singles = [];
    private long _ofTask;

    /// <summary>A message that is due now.</summary>
    public SingleMessage Expect(string address, long dueAt) => _singles[address] = new(this, dueAt);

    /// <summary>Attempts of the task so far.</summary>
    public long OfTask => Interlocked.Read(ref _ofTask);

    public SingleMessage? Begin(string address)
    {
        if (_singles.TryRemove(address, out var single))
            single.Begin();
        else
            Interlocked.Increment(ref _ofTask);
        return single;
    }
}

/// <summary>A single message on its way.</summary>
internal sealed class SingleMessage(Watch watch, long dueAt)
{
    private readonly TaskCompletionSource<bool> _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _acceptedBehind = -1;

    /// <summary>True where the mail server took it.</summary>
    public Task<bool> Sent => _sent.Task;

    /// <summary>From the moment it was due to be handed over until the mail server had it: a loop that is late does not hide it.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Attempts of the task that began between its acceptance and its own attempt.</summary>
    public long Overtaken { get; private set; }

    public void Accepted() => Interlocked.CompareExchange(ref _acceptedBehind, watch.OfTask, -1);

    public void Begin()
    {
        var accepted = Interlocked.Read(ref _acceptedBehind);
        Overtaken = accepted < 0 ? 0 : watch.OfTask - accepted;
    }

    public void End(bool taken)
    {
        Took = Stopwatch.GetElapsedTime(dueAt);
        _sent.TrySetResult(taken);
    }
}
