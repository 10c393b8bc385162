namespace Ses.Delivery;

/// <summary>When a put-off delivery is tried again.</summary>
public static class RetrySchedule
{
    /// <summary>The delay behind the attempt numbered <paramref name="attempt"/> (from 1): the schedule's entry, its last one repeated, and jitter on top.</summary>
    /// <param name="attempt">Attempts made.</param>
    /// <param name="options">Schedule and jitter.</param>
    /// <param name="share">A die from 0 to below 1.</param>
    public static TimeSpan DelayAfter(int attempt, DeliveryOptions options, double share)
    {
        ArgumentNullException.ThrowIfNull(options);
        var entry = options.RetrySchedule[Math.Clamp(attempt - 1, 0, options.RetrySchedule.Count - 1)];
        return entry * (1 + (options.RetryJitter * share));
    }
}
