using CsCheck;
using Ses.Ledger;
using Ses.Warmup;

namespace Ses.Core.Tests.Warmup;

public sealed class WhenADayBegins
{
    private static readonly string[] Zones =
        ["UTC", "Asia/Shanghai", "Asia/Kolkata", "America/New_York", "Europe/Berlin", "America/Havana", "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe", "America/Santiago", "America/Asuncion", "Pacific/Kiritimati", "Pacific/Pago_Pago"];

    private static WarmupOptions In(string zone) => new() { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone) };

    [Theory]
    [InlineData("UTC", "2027-01-04T08:00:00Z", "2027-01-04", "2027-01-05T00:00:00Z")]
    [InlineData("Asia/Shanghai", "2027-01-04T16:00:00Z", "2027-01-05", "2027-01-05T16:00:00Z")]
    [InlineData("Asia/Shanghai", "2027-01-04T15:59:59Z", "2027-01-04", "2027-01-04T16:00:00Z")]
    [InlineData("Asia/Kolkata", "2027-01-04T18:29:59Z", "2027-01-04", "2027-01-04T18:30:00Z")]
    [InlineData("America/New_York", "2027-03-14T12:00:00Z", "2027-03-14", "2027-03-15T04:00:00Z")]
    [InlineData("America/New_York", "2027-11-07T12:00:00Z", "2027-11-07", "2027-11-08T05:00:00Z")]
    [InlineData("America/Havana", "2027-03-13T12:00:00Z", "2027-03-13", "2027-03-14T05:00:00Z")]
    [InlineData("America/Havana", "2027-11-06T12:00:00Z", "2027-11-06", "2027-11-07T04:00:00Z")]
    public void It_begins_at_midnight_of_the_zone_also_when_clocks_change(string zone, string now, string day, string next)
    {
        var (options, at) = (In(zone), DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), WarmupPolicy.DayOf(at, options));
        Assert.Equal(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), WarmupPolicy.NextDay(at, options));
    }

    [Fact]
    public void In_every_zone_days_follow_each_other_without_gap() =>
        Gen.Select(Gen.OneOf(Zones), Gen.Long[0, (long)TimeSpan.FromDays(3_650).TotalSeconds]).Sample((zone, seconds) =>
        {
            var options = In(zone);
            var now = new DateTimeOffset(2022, 1, 1, 0, 0, 0, TimeSpan.Zero) + TimeSpan.FromSeconds(seconds);
            var next = WarmupPolicy.NextDay(now, options);
            Assert.True(next > now && next - now <= TimeSpan.FromHours(26), $"{zone}: {now:O} → {next:O}");
            Assert.Equal(WarmupPolicy.DayOf(now, options).AddDays(1), WarmupPolicy.DayOf(next, options));
            Assert.Equal(WarmupPolicy.DayOf(now, options), WarmupPolicy.DayOf(next.AddTicks(-1), options));
        }, iter: 3_000);

    [Theory]
    [InlineData(1, 500, 450)]
    [InlineData(2, 1_000, 900)]
    [InlineData(10, 100_000, 90_000)]
    [InlineData(20, 1_000_000, 900_000)]
    [InlineData(99, 1_000_000, 900_000)]
    [InlineData(0, 500, 450)]
    public void The_level_sets_the_quota_and_marketing_mail_leaves_the_reserve_alone(int level, long quota, long marketing)
    {
        var options = new WarmupOptions();
        Assert.Equal(quota, WarmupPolicy.DailyQuota(level, options));
        Assert.Equal(quota, WarmupPolicy.Limit(level, MailStream.Transactional, options));
        Assert.Equal(marketing, WarmupPolicy.Limit(level, MailStream.Marketing, options));
    }

    [Fact]
    public void Switched_off_there_is_no_limit()
    {
        var options = new WarmupOptions { IsEnabled = false };
        Assert.Equal((long.MaxValue, long.MaxValue), (WarmupPolicy.Limit(1, MailStream.Marketing, options), WarmupPolicy.DailyQuota(1, options)));
    }

    [Fact]
    public void Quotas_grow_with_the_level() =>
        Assert.All(Enumerable.Range(1, 19), level => Assert.True(WarmupPolicy.DailyQuota(level, new()) < WarmupPolicy.DailyQuota(level + 1, new())));
}
