namespace Ses.Delivery.Internal;

/// <summary>The time in which this node alone may send at a rate. An interval at its end is left alone: what follows may be another node's.</summary>
internal sealed class PaceWindow
{
    private DateTimeOffset _start;
    private DateTimeOffset _end;

    public double PerSecond { get; set; } = 1;

    /// <summary>When the store is to be asked for more: shortly before the window ends, so that it goes on without a gap.</summary>
    public DateTimeOffset AskAgainAt { get; private set; }

    private TimeSpan Interval => GcraRateLimiter.IntervalOf(PerSecond);

    /// <summary>Null within the window; when it opens; or <see cref="DateTimeOffset.MaxValue"/> where the store must be asked first.</summary>
    public DateTimeOffset? NotBefore(DateTimeOffset now) =>
        now + Interval > _end ? DateTimeOffset.MaxValue : now < _start ? _start : null;

    /// <summary>What to ask of the store so that so many may go, not further ahead than <paramref name="lookAhead"/> or two intervals; null where there is enough.</summary>
    public PaceRequest? Request(string key, int waiting, TimeSpan lookAhead, DateTimeOffset now)
    {
        if (now < AskAgainAt)
            return null;
        var horizon = lookAhead > Interval * 2 ? lookAhead : Interval * 2;
        var from = _end > now ? _end : now;
        var wanted = now + Min(Interval * (waiting + 1), horizon);
        var count = (int)Math.Ceiling((wanted - from) / Interval);
        if (count > 0)
            return new PaceRequest(key, Interval, count, horizon);
        AskAgainAt = now + (Interval / 2);
        return null;
    }

    public void Grant(PaceRequest request, PaceGrant grant)
    {
        if (grant.Count == 0)
        {
            // Booked out as far as we look ahead: by others, or by ourselves.
            AskAgainAt = grant.Start - (request.Horizon / 2);
            return;
        }

        if (grant.Start != _end)
            _start = grant.Start;
        _end = grant.Start + (request.Interval * grant.Count);
        var half = (_end - grant.Start) / 2;
        AskAgainAt = _end - (half > request.Interval ? half : request.Interval);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
