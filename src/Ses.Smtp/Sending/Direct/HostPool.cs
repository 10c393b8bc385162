using Ses.Delivery;

namespace Ses.Smtp.Sending.Direct;

/// <summary>
/// The queue of one destination and the connections that serve it: each takes a job, and the next one while the first is under way. No more connections than
/// allowed; none grows while the server refuses more.
/// </summary>
internal sealed class HostPool(Destination destination, SmtpOptions options, Opener opener, TimeProvider time) : IJobSource, IDisposable
{
    private static readonly TimeSpan DownMemory = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<SendJob> _waiting = [];
    private readonly Queue<SendJob> _returned = [];
    private readonly List<IdleWait> _idle = [];
    private readonly HashSet<ClientSession> _sessions = [];
    private int _loops;
    private long? _failedAt;
    private bool _isClosed;

    /// <summary>True for a while after no connection could be had: another host goes first then, if there is one.</summary>
    public bool IsDown
    {
        get
        {
            lock (_lock)
                return _sessions.Count == 0 && HasFailedLately;
        }
    }

    private bool HasFailedLately => _failedAt is { } at && time.GetElapsedTime(at) < DownMemory;

    /// <summary>Carries a job; null where the pool has closed meanwhile.</summary>
    public Task<SendOutcome>? TrySend(SendJob job)
    {
        IdleWait? idle = null;
        var grows = false;
        lock (_lock)
        {
            if (_isClosed)
                return null;
            if (_idle.Count > 0)
            {
                idle = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
            }
            else
            {
                _waiting.Enqueue(job);
                grows = Grows();
            }
        }

        idle?.Give(job);
        if (grows)
            _ = Task.Run(RunAsync);
        return job.Ended;
    }

    public SendJob? TryTake()
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var job))
            {
                if (job.TryTake())
                    return job;
            }

            return null;
        }
    }

    public void PutBack(SendJob job)
    {
        job.PutBack();
        bool grows;
        lock (_lock)
        {
            _returned.Enqueue(job);
            grows = Grows();
        }

        if (grows)
            _ = Task.Run(RunAsync);
    }

    /// <summary>True where it had nothing to do for a while: then it has closed, and takes nothing more.</summary>
    public bool TryClose()
    {
        lock (_lock)
        {
            _isClosed |= _loops == 0 && _waiting.Count == 0 && _returned.Count == 0 && !HasFailedLately;
            return _isClosed;
        }
    }

    public void Dispose()
    {
        List<IdleWait> idle;
        List<ClientSession> sessions;
        lock (_lock)
        {
            _isClosed = true;
            idle = [.. _idle];
            _idle.Clear();
            sessions = [.. _sessions];
        }

        idle.ForEach(wait => wait.End());
        sessions.ForEach(session => session.Abort());
    }

    // While the server refuses more, those that it took must do.
    private bool Grows()
    {
        var limit = HasFailedLately && _sessions.Count > 0 ? _sessions.Count : options.MaxConnectionsPerHost;
        if (_loops >= limit)
            return false;
        _loops++;
        return true;
    }

    private async Task RunAsync()
    {
        ClientSession? session = null;
        while (await NextAsync(session is not null).ConfigureAwait(false) is { } job)
        {
            if (session is not null && (!session.IsFit || (job.WantsFresh && session.IsUsed)))
            {
                Leave(session);
                session = null;
            }

            session ??= await OpenAsync(job).ConfigureAwait(false);
            if (session is not null)
                await session.ServeAsync(job, this).ConfigureAwait(false);
        }

        if (session is not null)
            Leave(session);
    }

    // A job, waited for as long as a connection may lie idle; null ends the loop.
    private async ValueTask<SendJob?> NextAsync(bool isConnected)
    {
        while (true)
        {
            IdleWait wait;
            lock (_lock)
            {
                while (_returned.TryDequeue(out var job) || _waiting.TryDequeue(out job))
                {
                    if (job.TryTake())
                        return job;
                }

                if (!isConnected || _isClosed)
                {
                    _loops--;
                    return null;
                }

                wait = new(time, options.IdleTimeout, Forget);
                _idle.Add(wait);
            }

            var given = await wait.Task.ConfigureAwait(false);
            if (given is null)
                isConnected = false;
            else if (given.TryTake())
                return given;
        }
    }

    private void Forget(IdleWait wait)
    {
        bool wasIdle;
        lock (_lock)
            wasIdle = _idle.Remove(wait);
        if (wasIdle)
            wait.End();
    }

    private async ValueTask<ClientSession?> OpenAsync(SendJob job)
    {
        Opened opened;
        try
        {
            opened = await opener.OpenAsync(destination, job.CancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (job.CancellationToken.IsCancellationRequested)
        {
            job.EndCanceled();
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it is this attempt's: the queue goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            job.Fail(error);
            return null;
        }

        if (opened.Session is { } session && TryAdd(session))
            return session;
        EndUnopened(job, opened.Failure ?? new TransportReply.Unreachable("the transport is closing"));
        return null;
    }

    private bool TryAdd(ClientSession session)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _failedAt = null;
                return _sessions.Add(session);
            }
        }

        session.Dispose();
        return false;
    }

    // Where other connections stand, the job goes to them: the server only wants no more of them. Where none does, all who wait need not try one by one.
    private void EndUnopened(SendJob job, TransportReply failure)
    {
        List<SendJob> failed = [job];
        lock (_lock)
        {
            _failedAt = time.GetTimestamp();
            if (_sessions.Count > 0 && job.Returns < SendJob.MaxReturns)
            {
                job.Returns++;
                job.WantsFresh = false;
                job.PutBack();
                _returned.Enqueue(job);
                return;
            }

            failed.AddRange(_sessions.Count > 0 ? [] : _waiting.Concat(_returned).Where(waiting => waiting.TryTake()));
            if (_sessions.Count == 0)
            {
                _waiting.Clear();
                _returned.Clear();
            }
        }

        failed.ForEach(one => one.End(new(failure, IsAboutHost: failure is not TransportReply.SourceUnavailable)));
    }

    private void Leave(ClientSession session)
    {
        lock (_lock)
            _sessions.Remove(session);
        _ = session.QuitAsync();
    }
}
