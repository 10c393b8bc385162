using Ses.Smtp.Sending.Direct;

namespace Ses.Smtp.Sending.Sealing;

/// <summary>Hosts whose TLS failed lately: opportunistic connections do without it for an hour, so that not each one is made twice.</summary>
internal sealed class BrokenTls(TimeProvider time)
{
    private const int MaxHosts = 10_000;
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _since = new(StringComparer.OrdinalIgnoreCase);

    public void Add(Destination host)
    {
        lock (_lock)
        {
            if (_since.Count >= MaxHosts)
                _since.Clear();
            _since[host.ToString()] = time.GetTimestamp();
        }
    }

    public bool Contains(Destination host)
    {
        lock (_lock)
        {
            if (!_since.TryGetValue(host.ToString(), out var since))
                return false;
            if (time.GetElapsedTime(since) < Memory)
                return true;
            _since.Remove(host.ToString());
            return false;
        }
    }
}
