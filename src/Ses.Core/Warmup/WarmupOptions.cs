namespace Ses.Warmup;

/// <summary>Options of warm-up.</summary>
public sealed class WarmupOptions
{
    /// <summary>The reputation level of a new domain, 1 to 20; 1 by default: 500 messages a day.</summary>
    public int StartLevel { get; set; } = 1;

    /// <summary>Messages a day by level, from level 1: 500 … 1,000,000.</summary>
    public IList<long> DailyQuotas { get; } =
    [
        500, 1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000, 80_000, 100_000,
        150_000, 200_000, 300_000, 400_000, 500_000, 600_000, 700_000, 800_000, 900_000, 1_000_000,
    ];

    /// <summary>The share of a day's quota that only transactional mail may use, 0 to 1; 0.1 by default.</summary>
    public double TransactionalReserve { get; set; } = 0.1;

    /// <summary>False lifts the days' quotas. True by default.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>The zone whose midnight begins a quota's day; UTC by default.</summary>
    public TimeZoneInfo TimeZone { get; set; } = TimeZoneInfo.Utc;
}
