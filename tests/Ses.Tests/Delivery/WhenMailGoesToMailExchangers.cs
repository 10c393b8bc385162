using Ses.Dns;
using Ses.Ledger;

namespace Ses.Tests.Delivery;

public sealed class WhenMailGoesToMailExchangers
{
    private static SmallWorld New() => new(options => options.Delivery.Relays.Clear());

    [Fact]
    public void A_domain_that_does_not_exist_or_takes_no_mail_is_an_invalid_address()
    {
        using var world = New();
        world.World.Dns.AddMx("null.example", 0, ".");
        var receipt = world.SendAndDeliver(SmallWorld.Letter("ada@nowhere.example", "ada@null.example"));
        Assert.Equal([(550, "5.1.2"), (556, "5.1.10")], world.Deliveries(receipt).Select(delivery => (delivery.LastReply!.Code, delivery.LastReply.EnhancedCode)));
        Assert.All(world.Deliveries(receipt), delivery => Assert.Equal(DeliveryState.Bounced, delivery.State));
        Assert.Equal(2, world.Total().InvalidAddresses);
        Assert.Empty(world.World.Servers.Attempts);
    }

    [Fact]
    public void A_DNS_that_does_not_answer_puts_it_off()
    {
        using var world = New();
        world.World.Dns.AddMx("a.example", 10, "mx.a.example").Fail("a.example", DnsStatus.ServerFailure);
        var receipt = world.Send("ada@a.example");
        world.Start();
        Assert.True(world.World.RunUntil(() => world.Delivery(receipt, "ada@a.example").Attempts == 1));
        Assert.Contains("ServerFailure", world.Delivery(receipt, "ada@a.example").LastReply!.Text, StringComparison.Ordinal);
        world.World.Dns.Fail("a.example", DnsStatus.Found);
        world.Deliver(receipt);
        Assert.Equal(DeliveryState.Delivered, world.Delivery(receipt, "ada@a.example").State);
        Assert.Single(world.Taken);
    }

    [Fact]
    public void A_site_is_never_hurried()
    {
        using var world = new SmallWorld(options =>
        {
            options.Delivery.Relays.Clear();
            options.Delivery.MaxPerSecondPerSite = 5;
        });
        world.World.Dns.AddMx("a.example", 10, "mx.a.example").AddMx("b.example", 10, "mx.b.example");
        var receipt = world.SendAndDeliver(SmallWorld.Letter([.. Enumerable.Range(0, 40).Select(i => $"r{i}@{(i % 2 == 0 ? "a" : "b")}.example")]));
        Assert.All(world.Deliveries(receipt), delivery => Assert.Equal(DeliveryState.Delivered, delivery.State));
        foreach (var site in world.World.Servers.Attempts.GroupBy(attempt => attempt.Site))
        {
            var times = site.Select(attempt => attempt.At).Order().ToList();
            Assert.All(times, start => Assert.InRange(times.Count(time => time >= start && time - start < TimeSpan.FromSeconds(1)), 1, 5));
        }
    }
}
