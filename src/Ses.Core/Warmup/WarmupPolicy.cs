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
        // By halving, since midnight may come twice or not at all where clocks change, and the platform's answers about such times differ by zone and year.
        var today = DayOf(now, options);
        var (before, behind) = (now.UtcTicks, now.UtcTicks + TimeSpan.FromHours(30).Ticks);
        while (behind - before > 1)
        {
            var middle = before + ((behind - before) / 2);
            if (DayOf(new(middle, TimeSpan.Zero), options) > today)
                behind = middle;
            else
                before = middle;
        }

        return new(behind, TimeSpan.Zero);
    }
}
