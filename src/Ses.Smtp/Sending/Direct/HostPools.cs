using System.Collections.Concurrent;
using System.Net;
using Ses.Delivery;

namespace Ses.Smtp.Sending.Direct;

/// <summary>The pools of all destinations; those that have nothing to do go.</summary>
internal sealed class HostPools : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly SmtpOptions _options;
    private readonly Opener _opener;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Destination, HostPool> _pools = [];
    private readonly Dictionary<(IPAddress? Source, string Site), SiteConnections> _sites = [];
    private readonly ITimer _sweeper;

    public HostPools(SmtpOptions options, Opener opener, TimeProvider time)
    {
        _options = options;
        _opener = opener;
        _time = time;
        _sweeper = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    public int Count => _pools.Count;

    public bool IsDown(Destination destination) => _pools.TryGetValue(destination, out var pool) && pool.IsDown;

    public ValueTask<SendOutcome> SendAsync(Destination destination, TransportRequest request, CancellationToken cancellationToken)
    {
        var job = new SendJob(request, cancellationToken);
        while (true)
        {
            var pool = _pools.TryGetValue(destination, out var known) ? known : Add(destination);
            if (pool.TrySend(job))
                return job.Ended;
            _pools.TryRemove(new(destination, pool));
        }
    }

    public void Dispose()
    {
        _sweeper.Dispose();
        foreach (var pool in _pools.Values)
            pool.Dispose();
    }

    private HostPool Add(Destination destination)
    {
        lock (_sites)
        {
            var key = (destination.Source, destination.Site);
            var site = _sites.TryGetValue(key, out var known) ? known : _sites[key] = new(_time);
            return _pools.GetOrAdd(destination, static (destination, with) => new(destination, with.Site, with.Pools._options, with.Pools._opener, with.Pools._time), (Pools: this, Site: site));
        }
    }

    private void Sweep()
    {
        lock (_sites)
        {
            foreach (var (destination, pool) in _pools)
            {
                if (pool.TryClose())
                    _pools.TryRemove(new(destination, pool));
            }

            foreach (var site in _sites.Keys.Except(_pools.Keys.Select(destination => (destination.Source, destination.Site))).ToList())
                _sites.Remove(site);
        }
    }
}
