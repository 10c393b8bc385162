using Ses.Ledger;
using Ses.Statistics;

namespace Ses.Tests.Statistics;

public sealed class WhenMailIsCounted
{
    [Fact]
    public void Requests_are_rejected_or_sends_and_sends_are_delivered_bounced_or_pending()
    {
        using var world = new SmallWorld();
        world.Ask(client => client.Blocklists.BlockAsync(["blocked@a.example"]));
        var receipt = world.Send("a1@a.example", "a2@a.example", "b1@b.example", "b2@b.example", "bounce@a.example", "bounce@b.example", "spam@b.example", "full@b.example", "blocked@a.example");
        var before = world.Total();
        Assert.Equal((9L, 1L, 8L, 8L), (before.Requests, before.Rejected, before.Sends, before.Pending));

        world.Deliver(receipt);
        var total = world.Total();
        Assert.Equal((9L, 1L, 8L, 4L), (total.Requests, total.Rejected, total.Sends, total.Deliveries));
        Assert.Equal((2L, 1L, 1L), (total.InvalidAddresses, total.BouncesSpam, total.BouncesOther));
        Assert.Equal(0, total.Pending);
        Assert.Equal(0.5, total.DeliveryRate);
        foreach (var axis in Enum.GetValues<StatisticsAxis>())
        {
            var rows = world.Ask(client => client.Statistics.GetByAsync(axis, new()));
            Assert.Equal(total, rows.Aggregate(default(CounterSet), (sum, row) => sum + row.Counters));
        }
    }

    [Fact]
    public void They_are_told_apart_by_domain_template_task_and_time()
    {
        using var world = new SmallWorld();
        world.Verify("shop.example");
        var template = world.Template("<p>x</p>");
        world.SendAndDeliver(SmallWorld.Letter("a1@a.example", "b1@b.example"));
        world.World.RunFor(TimeSpan.FromDays(1));
        world.SendAndDeliver(SmallWorld.Letter("a2@a.example") with { From = "x@shop.example", Text = null, Template = template.Id });

        Assert.Equal([("news.example", 2L), ("shop.example", 1L)], By(world, StatisticsAxis.SenderDomain));
        Assert.Equal([("a.example", 2L), ("b.example", 1L)], By(world, StatisticsAxis.RecipientDomain));
        Assert.Equal([("2027-01-04", 2L), ("2027-01-05", 1L)], By(world, StatisticsAxis.Day));
        Assert.Equal([("", 2L), (template.Id.ToString(), 1L)], By(world, StatisticsAxis.Template));
        Assert.Equal([("", 3L)], By(world, StatisticsAxis.Task));
        Assert.Equal([("shop.example", 1L)], By(world, StatisticsAxis.SenderDomain, new() { Template = template.Id }));
        Assert.Equal([("2027-01-05", 1L)], By(world, StatisticsAxis.Day, new() { From = world.Now.AddHours(-1) }));
        Assert.Equal([("2027-01-04", 1L)], By(world, StatisticsAxis.Day, new() { RecipientDomain = "B.example." }));
        Assert.Empty(By(world, StatisticsAxis.Day, new() { SenderDomain = "other.example" }));
    }

    [Fact]
    public void A_day_that_ends_while_mail_waits_keeps_what_it_accepted()
    {
        using var world = new SmallWorld();
        var receipt = world.Send("ada@a.example");
        world.World.RunFor(TimeSpan.FromDays(2));
        world.Deliver(receipt);
        Assert.Equal([("2027-01-04", 1L)], By(world, StatisticsAxis.Day));
        Assert.Equal(1, world.Total().Deliveries);
    }

    [Fact]
    public void What_cannot_be_asked_says_so()
    {
        using var world = new SmallWorld();
        Assert.Equal(SesErrorCode.Invalid, Refused.By(() => By(world, StatisticsAxis.Template, new() { RecipientDomain = "a.example" })).Code);
        Assert.Equal(["SenderDomain"], Refused.Fields(() => By(world, StatisticsAxis.Day, new() { SenderDomain = "no domain" })));
    }

    private static IReadOnlyList<(string Key, long Requests)> By(SmallWorld world, StatisticsAxis axis, StatisticsQuery? query = null) =>
        [.. world.Ask(client => client.Statistics.GetByAsync(axis, query ?? new())).Select(row => (row.Key, row.Counters.Requests))];
}
