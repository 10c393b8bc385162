using Ses.Delivery;

namespace Ses.Smtp.Sending.Direct;

/// <summary>One attempt at one host, from the queue to its outcome.</summary>
internal sealed class SendJob
{
    /// <summary>How often it may come back.</summary>
    public const int MaxReturns = 3;

    private readonly TaskCompletionSource<SendOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _registration;
    private readonly Lock _lock = new();
    private SmtpWire? _carrier;
    private bool _isTaken;

    public SendJob(TransportRequest request, CancellationToken cancellationToken)
    {
        Request = request;
        _cancellationToken = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static job => ((SendJob)job!).Cancel(), this);
    }

    public TransportRequest Request { get; }

    public Task<SendOutcome> Ended => _ended.Task;

    public CancellationToken CancellationToken => _cancellationToken;

    /// <summary>How often it came back because its connection had died before the server took anything of it.</summary>
    public int Returns { get; set; }

    /// <summary>It goes over a new connection, since a kept one has failed it.</summary>
    public bool WantsFresh { get; set; }

    /// <summary>True once: then it is the taker's to end. False where it was canceled meanwhile.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            if (_ended.Task.IsCompleted)
                return false;
            _isTaken = true;
            return true;
        }
    }

    /// <summary>Back into the queue.</summary>
    public void PutBack()
    {
        lock (_lock)
            (_isTaken, _carrier) = (false, null);
        if (_cancellationToken.IsCancellationRequested)
            EndCanceled();
    }

    /// <summary>From now on, canceling ends this connection.</summary>
    public void RideOn(SmtpWire wire)
    {
        lock (_lock)
            _carrier = wire;
        if (_cancellationToken.IsCancellationRequested)
            Cancel();
    }

    public void End(SendOutcome outcome)
    {
        Leave();
        _ended.TrySetResult(outcome);
    }

    public void EndCanceled()
    {
        Leave();
        _ended.TrySetCanceled(_cancellationToken);
    }

    public void Fail(Exception error)
    {
        Leave();
        _ended.TrySetException(error);
    }

    private void Leave()
    {
        lock (_lock)
            _carrier = null;
        _registration.Unregister();
    }

    private void Cancel()
    {
        SmtpWire? carrier;
        lock (_lock)
        {
            carrier = _carrier;
            if (!_isTaken)
                _ended.TrySetCanceled(_cancellationToken);
        }

        carrier?.Abort(WireFault.Canceled, "the attempt was canceled");
    }
}

/// <summary>How an attempt at one host ended.</summary>
/// <param name="Reply">The outcome.</param>
/// <param name="IsAboutHost">True where the sender was not named yet: another host may be better.</param>
internal readonly record struct SendOutcome(TransportReply Reply, bool IsAboutHost);
