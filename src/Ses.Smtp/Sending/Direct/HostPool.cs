using Ses.Delivery;

namespace Ses.Smtp.Sending.Direct;

/// <summary>
/// The queue of one destination and the connections that serve it: each takes a job, and the next one while the first is under way. No more connections than
/// allowed; none grows while the server refuses more.
/// </summary>
internal sealed class HostPool(Destination destination, SmtpOptions options, Opener opener, TimeProvider time) : IJobSource, IDisposable
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly JobQueue _queue = new();
    private readonly List<IdleWait> _idle = [];
    private readonly HashSet<ClientSession> _sessions = [];
    private int _loops;
    private int _opening;
    private long? _downSince;
    private long? _fullSince;
    private bool _isClosed;

    /// <summary>True for a while after no connection could be had: another host goes first then, if there is one.</summary>
    public bool IsDown
    {
        get
        {
            lock (_lock)
                return IsFresh(_downSince);
        }
    }

    /// <summary>Carries a job; null where the pool has closed meanwhile.</summary>
    public Task<SendOutcome>? TrySend(SendJob job)
    {
        IdleWait? idle = null;
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
                _queue.Add(job);
                Grow();
            }
        }

        idle?.Give(job);
        return job.Ended;
    }

    public SendJob? TryTake()
    {
        lock (_lock)
            return _queue.TakeForKept();
    }

    public void PutBack(SendJob job)
    {
        job.PutBack();
        lock (_lock)
        {
            _queue.Return(job);
            Grow();
        }
    }

    /// <summary>True where it had nothing to do for a while: then it has closed, and takes nothing more.</summary>
    public bool TryClose()
    {
        lock (_lock)
        {
            _isClosed |= _loops == 0 && _queue.Count == 0 && !IsFresh(_downSince);
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

    // More connections than the server wants; those without one give way.
    private bool IsCrowded => IsFresh(_fullSince) && _sessions.Count + _opening > 0 && _loops > _sessions.Count + _opening;

    private bool IsFresh(long? since) => since is { } at && time.GetElapsedTime(at) < Memory;

    // A connection for each job that waits. While the server refuses more, those that it took must do; while it is down, one looks whether it still is.
    private void Grow()
    {
        var limit = IsFresh(_fullSince) ? Math.Max(1, _sessions.Count) : IsFresh(_downSince) ? 1 : options.MaxConnectionsPerHost;
        for (var wanted = _queue.Count - _opening; wanted > 0 && _loops < limit; wanted--)
        {
            _loops++;
            _opening++;
            _ = Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        ClientSession? session = null;
        lock (_lock)
            _opening--;
        while (await NextAsync(session is not null).ConfigureAwait(false) is { } job)
        {
            if (session is not null && (!session.IsFit || (job.WantsFresh && session.IsUsed)))
            {
                await LeaveAsync(session).ConfigureAwait(false);
                session = null;
            }

            session ??= await OpenAsync(job).ConfigureAwait(false);
            if (session is not null)
                await session.ServeAsync(job, this).ConfigureAwait(false);
        }

        if (session is not null)
            await LeaveAsync(session).ConfigureAwait(false);
        lock (_lock)
        {
            _loops--;
            Grow();
        }
    }

    // A job, waited for as long as a connection may lie idle; null ends the loop.
    private async ValueTask<SendJob?> NextAsync(bool isConnected)
    {
        while (true)
        {
            IdleWait wait;
            lock (_lock)
            {
                if (!isConnected && IsCrowded)
                    return null;
                if (_queue.Take() is { } job)
                    return job;
                if (!isConnected || _isClosed)
                    return null;

                wait = new(time, options.IdleTimeout, Forget);
                _idle.Add(wait);
            }

            var given = await wait.Task.ConfigureAwait(false);
            if (given is null)
                return null;
            if (given.TryTake())
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
        lock (_lock)
            _opening++;
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
        finally
        {
            lock (_lock)
                _opening--;
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
                _downSince = null;
                if (_sessions.Count == 0)
                    _fullSince = null;
                _sessions.Add(session);
                Grow();
                return true;
            }
        }

        session.Dispose();
        return false;
    }

    // Where other connections stand or come, the job goes to them: the server only wants no more of them. Where none does, all who wait need not try one by one.
    private void EndUnopened(SendJob job, TransportReply failure)
    {
        IReadOnlyList<SendJob> failed = [job];
        lock (_lock)
        {
            if ((_sessions.Count > 0 || _opening > 0) && job.Returns < SendJob.MaxReturns)
            {
                _fullSince = time.GetTimestamp();
                job.Returns++;
                job.WantsFresh = false;
                job.PutBack();
                _queue.Return(job);
                return;
            }

            if (_sessions.Count == 0)
            {
                _downSince = time.GetTimestamp();
                failed = [job, .. _queue.TakeAll()];
            }
        }

        foreach (var one in failed)
            one.End(new(failure, IsAboutHost: failure is not TransportReply.SourceUnavailable));
    }

    // Closed before its place is taken by another one: the server counts, too.
    private async Task LeaveAsync(ClientSession session)
    {
        lock (_lock)
            _sessions.Remove(session);
        await session.QuitAsync().ConfigureAwait(false);
    }
}
