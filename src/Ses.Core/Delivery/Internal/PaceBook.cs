using System.Threading.RateLimiting;
using Ses.Diagnostics.Internal;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>A rate that mail is kept to: its key in the store, and permits a second.</summary>
internal readonly record struct PaceRate(string Key, double PerSecond);

/// <summary>
/// The pace of a node. Each rate is a window of time that the store gave to this node alone, so that no two nodes send at once and nothing is forgotten over a
/// restart; within it, a limiter of its own. An attempt begins only where all of its rates allow it, and then counts against all of them.
/// </summary>
internal sealed class PaceBook(IPaceStore store, NodeSession session, TimeProvider time, DeliveryMetrics metrics) : IDisposable
{
    private static readonly TimeSpan LookAhead = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, PaceWindow> _windows = [];
    private readonly Lock _lock = new();
    private PartitionedRateLimiter<string>? _limiter;

    // Partitions that nobody asks for are dropped by the platform once their limiter says that it remembers nothing.
    private PartitionedRateLimiter<string> Limiter => _limiter ??= PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.Get(key, name => new GcraRateLimiter(() => PerSecond(name), burst: 1, time)));

    /// <summary>How many attempts can begin at a rate within the time that a node looks ahead; at least one.</summary>
    public static int Room(double perSecond) => Math.Max(1, (int)(perSecond * LookAhead.TotalSeconds));

    /// <summary>Takes a permit of every rate, or of none.</summary>
    /// <returns>Null where the attempt may begin now; else when to ask again (<see cref="DateTimeOffset.MaxValue"/>: behind the next <see cref="RefillAsync"/>).</returns>
    public DateTimeOffset? TryTake(IReadOnlyList<PaceRate> rates)
    {
        lock (_lock)
        {
            foreach (var rate in rates)
            {
                if (Ask(rate) is { } notBefore)
                {
                    if (notBefore != DateTimeOffset.MaxValue)
                        metrics.Waits(rate.Key, notBefore - session.Now);
                    return notBefore;
                }
            }

            foreach (var rate in rates)
                Limiter.AttemptAcquire(rate.Key).Dispose();
            return null;
        }
    }

    /// <summary>Before when a rate allows nothing, as <see cref="TryTake"/> would answer; takes no permit.</summary>
    public DateTimeOffset? NotBefore(PaceRate rate)
    {
        lock (_lock)
            return Ask(rate);
    }

    /// <summary>Asks the store for windows for what waits, by rate; the time when to do so again, or null.</summary>
    public async ValueTask<DateTimeOffset?> RefillAsync(IReadOnlyDictionary<PaceRate, int> waiting, CancellationToken cancellationToken)
    {
        var now = session.Now;
        List<PaceRequest> requests;
        lock (_lock)
            requests = [.. waiting.Select(pair => RequestFor(pair.Key, pair.Value, now)).OfType<PaceRequest>()];
        if (requests.Count > 0)
        {
            var grants = await store.ReserveAsync(requests, now, cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                for (var i = 0; i < requests.Count; i++)
                    _windows[requests[i].Key].Grant(requests[i], grants[i]);
            }
        }

        lock (_lock)
            return waiting.Count == 0 ? null : waiting.Keys.Min(rate => _windows[rate.Key].AskAgainAt);
    }

    public void Dispose() => _limiter?.Dispose();

    private DateTimeOffset? Ask(PaceRate rate)
    {
        var window = _windows.TryGetValue(rate.Key, out var known) ? known : _windows[rate.Key] = new();
        window.PerSecond = rate.PerSecond;
        var now = session.Now;
        if (window.NotBefore(now) is { } opens)
            return opens;
        using var lease = Limiter.AttemptAcquire(rate.Key, 0);
        return lease.IsAcquired ? null : now + (lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMilliseconds(1));
    }

    private PaceRequest? RequestFor(PaceRate rate, int waiting, DateTimeOffset now)
    {
        var window = _windows.TryGetValue(rate.Key, out var known) ? known : _windows[rate.Key] = new();
        window.PerSecond = rate.PerSecond;
        return window.Request(rate.Key, waiting, LookAhead, now);
    }

    private double PerSecond(string key) => _windows[key].PerSecond;
}
