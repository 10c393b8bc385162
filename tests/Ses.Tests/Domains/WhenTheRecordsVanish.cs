using Ses.Dns;
using Ses.Domains;
using Ses.Ledger;

namespace Ses.Tests.Domains;

public sealed class WhenTheRecordsVanish
{
    private const string Dkim = "ses1._domainkey.news.example";

    [Fact]
    public void The_domain_sends_on_for_72_hours_and_then_no_more()
    {
        using var world = new SmallWorld();
        world.Start();
        world.World.Dns.Remove(Dkim);
        Assert.True(world.World.RunUntil(() => world.FindDomain().LostAt is not null));
        var since = world.FindDomain().LostAt!.Value;
        Assert.Equal(DomainStatus.Verified, world.FindDomain().Status);

        world.World.RunFor(TimeSpan.FromHours(71));
        Assert.Single(world.Send("ada@reader.example").Recipients);
        Assert.True(world.World.RunUntil(() => world.FindDomain().Status == DomainStatus.Lost));
        Assert.Equal(since + TimeSpan.FromHours(72), world.FindDomain().CheckedAt!.Value, TimeSpan.FromSeconds(1));
        Assert.Equal(SesErrorCode.DomainNotVerified, Refused.By(() => world.Send("ada@reader.example")).Code);
    }

    [Fact]
    public void Back_in_time_they_leave_no_trace()
    {
        using var world = new SmallWorld();
        world.Start();
        var domain = world.FindDomain();
        world.World.Dns.Remove(Dkim);
        Assert.True(world.World.RunUntil(() => world.FindDomain().LostAt is not null));
        world.World.Dns.AddText(Dkim, domain.Records[0].ExpectedValue);
        world.World.RunFor(TimeSpan.FromHours(7));
        Assert.Equal((DomainStatus.Verified, null), (world.FindDomain().Status, world.FindDomain().LostAt));
        Assert.Equal(domain.VerifiedAt, world.FindDomain().VerifiedAt);
    }

    [Fact]
    public void A_DNS_that_does_not_answer_takes_nothing_away()
    {
        using var world = new SmallWorld();
        world.Start();
        world.World.Dns.Fail(Dkim, DnsStatus.Timeout);
        world.World.RunFor(TimeSpan.FromDays(5));
        Assert.Equal((DomainStatus.Verified, null), (world.FindDomain().Status, world.FindDomain().LostAt));
        Assert.Equal(DomainRecordStatus.Unknown, world.FindDomain().Records[0].Status);
    }

    [Fact]
    public void What_is_queued_waits_for_them_and_goes_when_they_are_back()
    {
        using var world = new SmallWorld(options => options.Domains.LostGrace = TimeSpan.FromHours(1));
        var record = world.FindDomain().Records[0];
        world.Start();
        world.World.Dns.Remove(Dkim);
        world.World.RunFor(TimeSpan.FromHours(6.5));
        // Deferred before the domain is lost, due again behind that.
        var receipt = world.Send("greylist@reader.example");
        world.World.Servers.Unreachable = 1;
        Assert.True(world.World.RunUntil(() => world.FindDomain().Status == DomainStatus.Lost));
        world.World.Servers.Unreachable = 0;
        var attempts = world.World.Servers.Attempts.Count;
        world.World.RunFor(TimeSpan.FromHours(12));
        Assert.InRange(world.World.Servers.Attempts.Count, attempts, attempts + 1);
        Assert.Equal(DeliveryState.Queued, world.Delivery(receipt, "greylist@reader.example").State);

        world.World.Dns.AddText(Dkim, record.ExpectedValue);
        world.Deliver(receipt);
        Assert.Equal(DeliveryState.Delivered, world.Delivery(receipt, "greylist@reader.example").State);
    }
}
