using System.Net;

namespace Ses.Delivery.Internal;

/// <summary>Sources that turned out not to be on this host: set aside for a while, then tried again. Of this process, whatever session it is in.</summary>
internal sealed class LostSources(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, long> _lost = [];

    /// <summary>True where it was not known before.</summary>
    public bool Lose(IPAddress source)
    {
        lock (_lock)
        {
            var isNew = !_lost.TryGetValue(source, out var since) || time.GetElapsedTime(since) >= Pause;
            _lost[source] = time.GetTimestamp();
            return isNew;
        }
    }

    public IReadOnlyList<SourceAddress> Without(IReadOnlyList<SourceAddress> sources)
    {
        lock (_lock)
            return _lost.Count == 0 ? sources : [.. sources.Where(source => !_lost.TryGetValue(source.Address, out var since) || time.GetElapsedTime(since) >= Pause)];
    }
}
