using System.Threading.RateLimiting;

namespace Ses.Delivery;

/// <summary>
/// A rate that is never exceeded over any sliding second: the generic cell rate algorithm, with a clock that can be replaced. It never queues; a refused lease
/// tells when to ask again (<see cref="MetadataName.RetryAfter"/>), and costs nothing. Partition it by <see cref="PartitionedRateLimiter.Create{TResource, TKey}"/>.
/// </summary>
public sealed class GcraRateLimiter : RateLimiter
{
    private static readonly RateLimitLease Granted = new GcraLease(null);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Func<double> _permitsPerSecond;
    private readonly int _burst;
    private DateTimeOffset _arrival = DateTimeOffset.MinValue;
    private DateTimeOffset _usedAt;
    private long _successes;
    private long _failures;

    /// <param name="permitsPerSecond">More than 0; less than 1 for one permit in several seconds.</param>
    /// <param name="burst">Permits that may be taken at once after a pause; 1 by default.</param>
    /// <param name="time">The clock; the system's by default.</param>
    public GcraRateLimiter(double permitsPerSecond, int burst = 1, TimeProvider? time = null)
        : this(() => permitsPerSecond, burst, time) => ArgumentOutOfRangeException.ThrowIfNegativeOrZero(permitsPerSecond);

    /// <param name="permitsPerSecond">The rate, asked each time: it may change.</param>
    /// <param name="burst">Permits that may be taken at once after a pause; 1 by default.</param>
    /// <param name="time">The clock; the system's by default.</param>
    public GcraRateLimiter(Func<double> permitsPerSecond, int burst = 1, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(permitsPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        _time = time ?? TimeProvider.System;
        _permitsPerSecond = permitsPerSecond;
        _burst = burst;
        _usedAt = _time.GetUtcNow();
    }

    /// <summary>Time since the last permit; null where the limiter still remembers one that counts.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_lock)
            {
                var now = _time.GetUtcNow();
                return _arrival > now ? null : now - _usedAt;
            }
        }
    }

    /// <summary>Time between two permits, rounded up to whole ticks so that a second never holds one more.</summary>
    public static TimeSpan IntervalOf(double permitsPerSecond) => TimeSpan.FromTicks((long)Math.Ceiling(TimeSpan.TicksPerSecond / permitsPerSecond));

    /// <inheritdoc/>
    public override RateLimiterStatistics GetStatistics()
    {
        lock (_lock)
        {
            return new()
            {
                CurrentAvailablePermits = Wait(_time.GetUtcNow(), 1) > TimeSpan.Zero ? 0 : 1,
                TotalSuccessfulLeases = _successes,
                TotalFailedLeases = _failures,
            };
        }
    }

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            if (Wait(now, permitCount) is { Ticks: > 0 } wait)
            {
                _failures++;
                return new GcraLease(wait);
            }

            // No permit at all is a question, and costs nothing.
            if (permitCount > 0)
            {
                _arrival = (_arrival > now ? _arrival : now) + (IntervalOf(_permitsPerSecond()) * permitCount);
                _usedAt = now;
                _successes++;
            }

            return Granted;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

    private TimeSpan Wait(DateTimeOffset now, int permits)
    {
        var arrival = _arrival > now ? _arrival : now;
        return arrival + (IntervalOf(_permitsPerSecond()) * (Math.Max(1, permits) - _burst)) - now;
    }

    private sealed class GcraLease(TimeSpan? retryAfter) : RateLimitLease
    {
        public override bool IsAcquired => retryAfter is null;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
            return metadata is not null;
        }
    }
}
