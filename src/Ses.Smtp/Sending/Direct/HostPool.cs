using Ses.Delivery;

namespace Ses.Smtp.Sending.Direct;

/// <summary>
/// The queue of one destination and the connections that serve it: each takes a job, and the next one while the first is under way. No more connections than
/// allowed; none grows while the server refuses more.
/// </summary>
internal sealed class HostPool(Destination destination, SiteConnections site, SmtpOptions options, Opener opener, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = site.Lock;
    private readonly JobQueue _queue = new();
    private readonly HashSet<ClientSession> _sessions = [];
    private int _opening;
    private int _maxMails = options.MaxMessagesPerConnection;
    private long? _downSince;
    private long? _fullSince;
    private bool _isClosed;

    /// <summary>Connections that stand, come or go. Guarded by the site's lock.</summary>
    public int Loops { get; private set; }

    /// <summary>True while transactional mail waits. Guarded by the site's lock.</summary>
    public bool HasTransactional => _queue.HasTransactional;

    /// <summary>True for a while after no connection could be had: another host goes first then, if there is one.</summary>
    public bool IsDown
    {
        get
        {
            lock (_lock)
                return IsFresh(_downSince);
        }
    }

    // More connections than the server wants; those without one give way.
    private bool IsCrowded => IsFresh(_fullSince) && _sessions.Count + _opening > 0 && Loops > _sessions.Count + _opening;

    /// <summary>Carries a job; false where the pool has closed meanwhile.</summary>
    public bool TrySend(SendJob job)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            var route = job.Request.Route;
            _maxMails = Math.Max(1, Math.Min(route.MaxMessagesPerConnection, options.MaxMessagesPerConnection));
            site.Allow(route.MaxConnections);
            // A job is canceled where all is to end: then this connection may, too.
            if (site.TakeIdle(this) is { } idle)
            {
                idle.End(job.TryTake() ? job : null);
            }
            else
            {
                _queue.Add(job);
                Grow();
            }
        }

        return true;
    }

    /// <summary>True where a connection has carried as many mails as one may.</summary>
    public bool IsWorn(ClientSession session) => session.Mails >= Volatile.Read(ref _maxMails);

    /// <summary>A job for a connection that has carried so many mails; null where it is to carry no more.</summary>
    public SendJob? TryTake(HostLoop loop, int mails, bool isInAHurry)
    {
        lock (_lock)
        {
            if (mails >= _maxMails || site.MustLeave(loop, mails))
                return null;
            var job = isInAHurry ? _queue.TakeTransactionalForKept() : _queue.TakeForKept();
            Grow();
            return job;
        }
    }

    /// <summary>A job for a connection that does nothing, waited for as long as one may lie idle; null where the connection is to close.</summary>
    public ValueTask<SendJob?> NextAsync(HostLoop loop)
    {
        lock (_lock)
        {
            if (site.MustLeave(loop, loop.Mails) || (!loop.IsConnected && IsCrowded))
                return default;
            if (_queue.Take() is { } job)
                return new(job);
            if (!loop.IsConnected || _isClosed || !site.MayWait)
                return default;
            site.Wait(loop.Idle);
            return loop.Idle.BeginAsync(options.IdleTimeout);
        }
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

    public async ValueTask<Opened> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            _opening++;
        try
        {
            return await opener.OpenAsync(destination, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                _opening--;
        }
    }

    /// <summary>A connection has come about. False where the pool has closed meanwhile, and the connection with it.</summary>
    public bool TryAdd(ClientSession session)
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

    /// <summary>
    /// Where other connections stand or come, the job goes to them: the server only wants no more of them. Where none does, all who wait need not try one by one.
    /// </summary>
    public void EndUnopened(SendJob job, TransportReply failure)
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

    /// <summary>A connection was idle long enough.</summary>
    public void Forget(IdleWait wait)
    {
        lock (_lock)
        {
            if (site.EndWait(wait))
                wait.End(null);
        }
    }

    public void Remove(ClientSession session)
    {
        lock (_lock)
            _sessions.Remove(session);
    }

    /// <summary>A connection is closed: its place is another's.</summary>
    public void Leave(HostLoop loop)
    {
        lock (_lock)
        {
            Loops--;
            site.Leave(loop);
            Grow();
        }
    }

    /// <summary>
    /// A connection for each job that waits. While the server refuses more, those that it took must do; while it is down, one looks whether it still is. Within the site's lock.
    /// </summary>
    public void Grow()
    {
        var limit = IsFresh(_fullSince) ? Math.Max(1, _sessions.Count) : IsFresh(_downSince) ? 1 : options.MaxConnectionsPerHost;
        while (_queue.Count > _opening && Loops < limit && site.TryEnter(this))
        {
            Loops++;
            _opening++;
            _ = Task.Run(() =>
            {
                lock (_lock)
                    _opening--;
                return new HostLoop(this, time).RunAsync();
            });
        }
    }

    /// <summary>True where it had nothing to do for a while: then it has closed, and takes nothing more.</summary>
    public bool TryClose()
    {
        lock (_lock)
        {
            _isClosed |= Loops == 0 && _queue.Count == 0 && !IsFresh(_downSince);
            return _isClosed;
        }
    }

    public void Dispose()
    {
        List<ClientSession> sessions;
        lock (_lock)
        {
            _isClosed = true;
            while (site.TakeIdle(this) is { } idle)
                idle.End(null);
            sessions = [.. _sessions];
        }

        sessions.ForEach(session => session.Abort());
    }

    private bool IsFresh(long? since) => since is { } at && time.GetElapsedTime(at) < Memory;
}
