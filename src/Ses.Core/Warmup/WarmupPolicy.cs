using Ses.Ledger;

namespace Ses.Warmup;

/// <summary>From reputation level to the day's quota. (Guide, Batch Sending: automatic warm-up.)</summary>
internal static class WarmupPolicy
{
    /// <summary>Messages a day at a level; a level above the table has its last value.</summary>
    public static long DailyQuota(int level, WarmupOptions options) =>
        options.IsEnabled ? options.DailyQuotas[Math.Clamp(level, 1, options.DailyQuotas.Count) - 1] : long.MaxValue;

    /// <summary>How far a stream may use up the day's quota: marketing mail leaves the transactional reserve alone.</summary>
    public static long Limit(int level, MailStream stream, WarmupOptions options)
    {
        var quota = DailyQuota(level, options);
        return stream == MailStream.Transactional || quota == long.MaxValue ? quota : quota - (long)(quota * options.TransactionalReserve);
    }

    /// <summary>The quota's day at a moment.</summary>
    public static DateOnly DayOf(DateTimeOffset now, WarmupOptions options) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, options.TimeZone).DateTime);

    /// <summary>When the next quota's day begins.</summary>
    public static DateTimeOffset NextDay(DateTimeOffset now, WarmupOptions options)
    {
        var midnight = DayOf(now, options).AddDays(1).ToDateTime(TimeOnly.MinValue);
        // In a zone that skips midnight on a clock change, the day begins with the first time that exists.
        while (options.TimeZone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        // Where a clock change makes midnight come twice, the day begins with the first of them: the one with the larger offset.
        var offset = options.TimeZone.IsAmbiguousTime(midnight) ? options.TimeZone.GetAmbiguousTimeOffsets(midnight).Max() : options.TimeZone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}
