namespace Ses.Smtp.Sending.Direct;

/// <summary>
/// The connections from one source to one site, whatever host of it they go to: no more than allowed. A host that has none and finds no room stands in line; connections of
/// other hosts make room when they are idle, when they have had their turn, and behind the next mail where transactional mail waits. One lock guards this and the site's pools.
/// </summary>
internal sealed class SiteConnections(TimeProvider time)
{
    /// <summary>Mails that a connection carries before it makes room for a host that has none: a new connection costs as much time as several mails.</summary>
    public const int Turn = 20;

    // Mails that were routed before a limit was lowered still ask for the old one.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private readonly List<HostPool> _line = [];
    private readonly List<IdleWait> _idle = [];
    private int _max = int.MaxValue;
    private long _askedAt;
    private int _open;
    private int _leaving;

    public Lock Lock { get; } = new();

    /// <summary>True where a connection that has nothing to do is in nobody's way.</summary>
    public bool MayWait => _line.Count <= _leaving;

    private bool IsOver => _open - _leaving > _max;

    /// <summary>How many connections there may be: a lower number counts at once, a higher one when nobody has asked for the lower one for a while.</summary>
    public void Allow(int connections)
    {
        connections = Math.Max(1, connections);
        if (connections > _max && time.GetElapsedTime(_askedAt) < Memory)
            return;
        _askedAt = time.GetTimestamp();
        if (connections == _max)
            return;
        _max = connections;
        while (IsOver && _idle.Count > 0)
            EndIdle();
        LetIn();
    }

    /// <summary>A place for one connection more. Where there is none, a host without any stands in line for the next one.</summary>
    public bool TryEnter(HostPool pool)
    {
        if (_open < _max && (pool.Loops == 0 || _line.Count == 0))
        {
            _open++;
            return true;
        }

        if (pool.Loops == 0 && !_line.Contains(pool))
            _line.Add(pool);
        if (_idle.Count > 0 && _leaving < Math.Max(1, _line.Count))
            EndIdle();
        return false;
    }

    /// <summary>True where a connection that has carried so many mails is to make room. Then it does: it may not change its mind.</summary>
    public bool MustLeave(HostLoop loop, int mails)
    {
        if (!loop.IsLeaving && (IsOver || (!MayWait && (mails >= Turn || IsUrgent(loop)))))
            Mark(loop);
        return loop.IsLeaving;
    }

    /// <summary>A connection has nothing to do, until <see cref="TakeIdle"/> or <see cref="EndWait"/>. Only where it <see cref="MayWait"/>.</summary>
    public void Wait(IdleWait wait) => _idle.Add(wait);

    /// <summary>A waiting connection of a pool, the last that came; null where it has none.</summary>
    public IdleWait? TakeIdle(HostPool pool)
    {
        for (var i = _idle.Count - 1; i >= 0; i--)
        {
            if (_idle[i] is var wait && wait.Loop.Pool == pool)
            {
                _idle.RemoveAt(i);
                return wait;
            }
        }

        return null;
    }

    public bool EndWait(IdleWait wait) => _idle.Remove(wait);

    /// <summary>A connection is closed, and its place the next one's.</summary>
    public void Leave(HostLoop loop)
    {
        _open--;
        _leaving -= loop.IsLeaving ? 1 : 0;
        LetIn();
    }

    private bool IsUrgent(HostLoop loop) => !loop.Pool.HasTransactional && _line.Count(static pool => pool.HasTransactional) > _leaving;

    private void LetIn()
    {
        while (_open < _max && _line.Count > 0)
        {
            var next = _line.Find(static pool => pool.HasTransactional) ?? _line[0];
            _line.Remove(next);
            next.Grow();
        }
    }

    private void EndIdle()
    {
        var wait = _idle[0];
        _idle.RemoveAt(0);
        Mark(wait.Loop);
        wait.End(null);
    }

    private void Mark(HostLoop loop)
    {
        loop.IsLeaving = true;
        _leaving++;
    }
}
