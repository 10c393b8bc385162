using CsCheck;
using Ses.Dns;
using Ses.Domains;
using Ses.Domains.Internal;

namespace Ses.Core.Tests.Domains;

public sealed class WhenADomainIsJudged
{
    private static readonly DomainsOptions Options = new();

    private static SenderDomain Domain(DomainStatus status = DomainStatus.PendingVerification, DateTimeOffset? lostAt = null) => new()
    {
        Account = default,
        Name = Sample.Domain,
        Records = Records(DomainRecordStatus.NotChecked),
        Keys = [],
        Level = 1,
        CreatedAt = Sample.Now,
        Status = status,
        VerifiedAt = status == DomainStatus.PendingVerification ? null : Sample.Now,
        LostAt = lostAt,
    };

    private static IReadOnlyList<DomainRecord> Records(params DomainRecordStatus[] statuses) =>
        [.. statuses.Select(status => new DomainRecord(DomainRecordPurpose.Dkim, "TXT", "x", "y", Status: status))];

    private static SenderDomain After(SenderDomain domain, TimeSpan age, params DomainRecordStatus[] statuses) => DomainCheckSchedule.After(domain, Records(statuses), Sample.Now + age, Options);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 5)]
    [InlineData(4.9, 5)]
    [InlineData(5, 15)]
    [InlineData(15, 60)]
    [InlineData(59, 60)]
    [InlineData(60, 120)]
    [InlineData(61, 120)]
    [InlineData(1_000, 1_020)]
    [InlineData(20_159, 20_160)]
    public void A_pending_one_is_asked_after_1_5_15_and_60_minutes_then_hourly(double age, double next) =>
        Assert.Equal(Sample.Now + TimeSpan.FromMinutes(next), After(Domain(), TimeSpan.FromMinutes(age), DomainRecordStatus.Missing).NextCheckAt);

    [Fact]
    public void After_14_days_it_is_given_up() => Assert.Null(After(Domain(), TimeSpan.FromDays(14), DomainRecordStatus.Missing).NextCheckAt);

    [Theory]
    [InlineData(DomainRecordStatus.Ok, DomainRecordStatus.Ok, DomainStatus.Verified)]
    [InlineData(DomainRecordStatus.Ok, DomainRecordStatus.Missing, DomainStatus.PendingVerification)]
    [InlineData(DomainRecordStatus.Ok, DomainRecordStatus.Mismatch, DomainStatus.PendingVerification)]
    [InlineData(DomainRecordStatus.Ok, DomainRecordStatus.Unknown, DomainStatus.PendingVerification)]
    public void Every_record_must_stand(DomainRecordStatus first, DomainRecordStatus second, DomainStatus expected) =>
        Assert.Equal(expected, After(Domain(), TimeSpan.FromMinutes(1), first, second).Status);

    [Fact]
    public void A_verified_one_is_lost_when_records_are_known_to_be_gone_for_the_grace_time()
    {
        var gone = After(Domain(DomainStatus.Verified), TimeSpan.FromHours(6), DomainRecordStatus.Missing);
        Assert.Equal((DomainStatus.Verified, Sample.Now + TimeSpan.FromHours(6)), (gone.Status, gone.LostAt));
        var almost = After(gone, TimeSpan.FromHours(77), DomainRecordStatus.Missing);
        // The check at the end of the grace time does not wait for the usual interval.
        Assert.Equal((DomainStatus.Verified, Sample.Now + TimeSpan.FromHours(78)), (almost.Status, almost.NextCheckAt));
        var lost = After(almost, TimeSpan.FromHours(78), DomainRecordStatus.Missing);
        Assert.Equal((DomainStatus.Lost, Sample.Now + TimeSpan.FromHours(84)), (lost.Status, lost.NextCheckAt));
        var back = After(lost, TimeSpan.FromHours(84), DomainRecordStatus.Ok);
        Assert.Equal((DomainStatus.Verified, null, Sample.Now), (back.Status, back.LostAt, back.VerifiedAt));
    }

    [Fact]
    public void Silence_of_the_DNS_never_takes_a_verified_one_away()
    {
        var domain = Domain(DomainStatus.Verified);
        for (var day = 1; day <= 30; day++)
            domain = After(domain, TimeSpan.FromDays(day), DomainRecordStatus.Unknown, DomainRecordStatus.Ok);
        Assert.Equal((DomainStatus.Verified, null), (domain.Status, domain.LostAt));
    }

    [Fact]
    public void Whatever_comes_a_check_is_always_ahead_unless_it_was_given_up() =>
        Gen.Select(Gen.OneOf(Enum.GetValues<DomainStatus>()), Gen.OneOf(Enum.GetValues<DomainRecordStatus>()), Gen.Long[0, 3_000_000]).Sample((status, record, seconds) =>
        {
            var now = TimeSpan.FromSeconds(seconds);
            var after = After(Domain(status), now, record);
            Assert.True(after.NextCheckAt is null ? after.Status == DomainStatus.PendingVerification : after.NextCheckAt > Sample.Now + now);
            Assert.True(after.Status == DomainStatus.Verified || record != DomainRecordStatus.Ok);
        });

    [Theory]
    [InlineData("v=spf1 include:mail.firewall ~all", "v=spf1 include:mail.firewall ~all", true)]
    [InlineData("v=spf1 include:mail.firewall ~all", "v=spf1 ~all", false)]
    public void A_mechanism_that_ends_like_all_is_not_all(string expected, string published, bool stands)
    {
        var record = new DomainRecord(DomainRecordPurpose.Spf, "TXT", "x", expected);
        Assert.Equal(stands, DomainVerdict.Judge(record, new(DnsStatus.Found, [published])).Status == DomainRecordStatus.Ok);
    }

    [Fact]
    public void Whatever_is_published_is_judged_without_an_exception() =>
        Gen.Select(Gen.OneOf(Enum.GetValues<DomainRecordPurpose>()), Gen.String.Array[0, 3], Gen.OneOf("", "v=spf1 ", "v=DMARC1; ", "p=", "10 ")).Sample((purpose, values, start) =>
        {
            var record = new DomainRecord(purpose, "TXT", "x", purpose == DomainRecordPurpose.Dkim ? "v=DKIM1; p=abc" : "v=spf1 include:a.example ~all");
            var judged = DomainVerdict.Judge(record, new(DnsStatus.Found, [.. values.Select(value => start + value)]));
            Assert.Equal(judged.Status == DomainRecordStatus.Ok, judged.Advice is null);
        });
}
