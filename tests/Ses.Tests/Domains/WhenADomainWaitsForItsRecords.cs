using Ses.Domains;

namespace Ses.Tests.Domains;

public sealed class WhenADomainWaitsForItsRecords
{
    [Fact]
    public void It_is_checked_by_itself_until_they_stand()
    {
        using var world = new SmallWorld(withDomain: false);
        var created = world.Ask(client => client.Domains.CreateAsync("news.example"));
        world.Start();
        world.World.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(DomainStatus.PendingVerification, world.FindDomain().Status);
        world.World.Dns.Publish(created);
        Assert.True(world.World.RunUntil(() => world.FindDomain().Status == DomainStatus.Verified));
        Assert.Equal(created.CreatedAt + TimeSpan.FromMinutes(15), world.FindDomain().VerifiedAt);
        Assert.Single(world.Send("ada@reader.example").Recipients);
    }

    [Fact]
    public void It_is_checked_after_1_5_15_and_60_minutes_then_hourly_and_given_up_after_14_days()
    {
        using var world = new SmallWorld(withDomain: false);
        var created = world.Ask(client => client.Domains.CreateAsync("news.example")).CreatedAt;
        world.Start();
        var checks = new SortedSet<DateTimeOffset>();
        world.World.RunUntil(
            () =>
            {
                if (world.FindDomain().CheckedAt is { } at)
                    checks.Add(at);
                return false;
            },
            TimeSpan.FromDays(15));

        Assert.Equal([1, 5, 15, 60, 120, 180], checks.Take(6).Select(at => (int)Math.Round((at - created).TotalMinutes)));
        Assert.InRange(checks.Max - created, TimeSpan.FromDays(13.9), TimeSpan.FromDays(14));
        Assert.Equal(4 + (14 * 24) - 1, checks.Count);
        Assert.Null(world.FindDomain().NextCheckAt);
    }

    [Fact]
    public void Given_up_it_can_still_be_verified_by_hand()
    {
        using var world = new SmallWorld(withDomain: false);
        var created = world.Ask(client => client.Domains.CreateAsync("news.example"));
        world.World.RunFor(TimeSpan.FromDays(20));
        Assert.Null(world.Ask(client => client.Domains.VerifyAsync("news.example")).NextCheckAt);
        world.World.Dns.Publish(created);
        var domain = world.Ask(client => client.Domains.VerifyAsync("news.example"));
        Assert.Equal((DomainStatus.Verified, world.Now + TimeSpan.FromHours(6)), (domain.Status, domain.NextCheckAt));
    }
}
