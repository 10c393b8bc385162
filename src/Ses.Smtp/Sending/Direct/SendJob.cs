using System.Threading.Tasks.Sources;
using Ses.Delivery;

namespace Ses.Smtp.Sending.Direct;

/// <summary>One attempt at one host, from the queue to its outcome. Its own source of the outcome, since there is one for each mail.</summary>
internal sealed class SendJob : IValueTaskSource<SendOutcome>
{
    /// <summary>How often it may come back.</summary>
    public const int MaxReturns = 3;

    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Over = 2;

    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _registration;
    private ManualResetValueTaskSourceCore<SendOutcome> _outcome = new() { RunContinuationsAsynchronously = true };
    private SmtpWire? _carrier;
    private int _state;

    public SendJob(TransportRequest request, CancellationToken cancellationToken)
    {
        Request = request;
        _cancellationToken = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static job => ((SendJob)job!).Cancel(), this);
    }

    public TransportRequest Request { get; }

    /// <summary>The outcome; to be awaited once.</summary>
    public ValueTask<SendOutcome> Ended => new(this, _outcome.Version);

    public CancellationToken CancellationToken => _cancellationToken;

    /// <summary>How often it came back because its connection had died before the server took anything of it.</summary>
    public int Returns { get; set; }

    /// <summary>It goes over a new connection, since a kept one has failed it.</summary>
    public bool WantsFresh { get; set; }

    /// <summary>True once: then it is the taker's to end. False where it was canceled meanwhile.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Back into the queue.</summary>
    public void PutBack()
    {
        Volatile.Write(ref _carrier, null);
        Interlocked.CompareExchange(ref _state, Waiting, Taken);
        if (_cancellationToken.IsCancellationRequested)
            Cancel();
    }

    /// <summary>From now on, canceling ends this connection.</summary>
    public void RideOn(SmtpWire wire)
    {
        Interlocked.Exchange(ref _carrier, wire);
        if (_cancellationToken.IsCancellationRequested)
            Cancel();
    }

    public void End(SendOutcome outcome)
    {
        if (TryEnd())
            _outcome.SetResult(outcome);
    }

    public void EndCanceled() => Fail(new OperationCanceledException(_cancellationToken));

    public void Fail(Exception error)
    {
        if (TryEnd())
            _outcome.SetException(error);
    }

    SendOutcome IValueTaskSource<SendOutcome>.GetResult(short token) => _outcome.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<SendOutcome>.GetStatus(short token) => _outcome.GetStatus(token);

    void IValueTaskSource<SendOutcome>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _outcome.OnCompleted(continuation, state, token, flags);

    private bool TryEnd()
    {
        Volatile.Write(ref _carrier, null);
        _registration.Unregister();
        return Interlocked.Exchange(ref _state, Over) != Over;
    }

    private void Cancel()
    {
        if (Interlocked.CompareExchange(ref _state, Over, Waiting) == Waiting)
            _outcome.SetException(new OperationCanceledException(_cancellationToken));
        else
            Volatile.Read(ref _carrier)?.Abort(WireFault.Canceled, "the attempt was canceled");
    }
}

/// <summary>How an attempt at one host ended.</summary>
/// <param name="Reply">The outcome.</param>
/// <param name="IsAboutHost">True where the sender was not named yet: another host may be better.</param>
internal readonly record struct SendOutcome(TransportReply Reply, bool IsAboutHost);
