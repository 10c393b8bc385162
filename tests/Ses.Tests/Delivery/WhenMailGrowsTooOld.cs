using Ses.Delivery;
using Ses.Ledger;
using Ses.Sending;

namespace Ses.Tests.Delivery;

/// <summary>The maximum age is enforced wherever a delivery waits, and its last fact is told once.</summary>
public sealed class WhenMailGrowsTooOld
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(6);

    [Fact]
    public void While_it_waits_for_its_next_attempt()
    {
        using var world = New();
        world.World.Servers.Unreachable = 1;
        var receipt = world.Send("ada@a.example");
        Expires(world, receipt, "ada@a.example");
        Assert.InRange(world.World.Servers.Attempts.Count, 2, 10);
    }

    [Fact]
    public void In_a_lane_whose_pace_allows_no_more()
    {
        using var world = New(options => options.Delivery.MaxPerSecondPerSenderDomain = 1 / TimeSpan.FromHours(48).TotalSeconds);
        var receipt = world.Send([.. Enumerable.Range(0, 12).Select(i => $"reader{i}@a.example")]);
        world.Start();
        world.World.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(11, world.Deliveries(receipt).Count(delivery => delivery.State == DeliveryState.Queued));
        foreach (var waiting in world.Deliveries(receipt).Where(delivery => delivery.State == DeliveryState.Queued).ToList())
            Expires(world, receipt, waiting.Recipient.ToString());
        Assert.Single(world.World.Servers.Attempts);
    }

    [Fact]
    public void In_the_hand_of_a_node()
    {
        using var world = New(options => options.Delivery.MaxPerSecondPerSenderDomain = 1 / TimeSpan.FromHours(48).TotalSeconds);
        world.SendAndDeliver(SmallWorld.Letter("first@a.example"));
        var receipt = world.Send("ada@a.example");
        world.World.RunFor(TimeSpan.FromHours(1));
        Assert.NotEqual(Primitives.NodeEpoch.None, world.Delivery(receipt, "ada@a.example").Owner);
        Expires(world, receipt, "ada@a.example");
        Assert.Single(world.World.Servers.Attempts);
    }

    [Fact]
    public void At_a_site_that_is_suspended()
    {
        using var world = New(options => options.Delivery.Shaping.Add(new ShapingRule { Code = 421, Action = ShapingAction.SuspendSite, For = TimeSpan.FromDays(3) }));
        world.World.Servers.Answer = _ => new(421, "4.3.2", "not today");
        var receipt = world.Send("ada@a.example");
        world.Start();
        Assert.True(world.World.RunUntil(() => world.Delivery(receipt, "ada@a.example").Attempts == 1));
        var later = world.Send("bob@a.example");
        Expires(world, receipt, "ada@a.example");
        Expires(world, later, "bob@a.example");
        Assert.Single(world.World.Servers.Attempts);
    }

    [Fact]
    public void While_the_day_s_quota_is_used_up()
    {
        using var world = New(options =>
        {
            options.Warmup.DailyQuotas.Clear();
            options.Warmup.DailyQuotas.Add(1);
            options.Warmup.TransactionalReserve = 0;
        });
        var first = world.Send("first@a.example");
        var receipt = world.Send("ada@a.example");
        world.Deliver(first);
        Expires(world, receipt, "ada@a.example");
        Assert.Single(world.World.Servers.Attempts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Held_or_parked_until_somebody_looks(bool isHeld)
    {
        using var world = New(options => options.Delivery.HoldUncertain.Add(MailStream.Transactional));
        if (isHeld)
            world.World.Servers.LostAnswer = 1;
        else
            world.World.Servers.Answer = _ => throw new SesException(SesErrorCode.Invalid, "it cannot be composed");
        var receipt = world.Send("ada@a.example");
        world.Start();
        var aside = isHeld ? DeliveryState.Held : DeliveryState.Parked;
        Assert.True(world.World.RunUntil(() => world.Delivery(receipt, "ada@a.example").State == aside), world.Delivery(receipt, "ada@a.example").ToString());
        Expires(world, receipt, "ada@a.example", lateness: new SesOptions().Retention.CheckInterval);
    }

    private static SmallWorld New(Action<SesOptions>? configure = null) => new(options =>
    {
        options.Delivery.MaxAge = MaxAge;
        configure?.Invoke(options);
    });

    private static void Expires(SmallWorld world, SendReceipt receipt, string recipient, TimeSpan? lateness = null)
    {
        world.Start();
        Assert.True(world.World.RunUntil(() => world.Delivery(receipt, recipient).State == DeliveryState.Expired, TimeSpan.FromDays(1)), world.World.Storage.Dump());
        var delivery = world.Delivery(receipt, recipient);
        Assert.Equal(delivery.Axes.AcceptedAt + MaxAge, delivery.ExpiresAt);
        // A node that polls every ten minutes finds it then.
        Assert.InRange(delivery.UpdatedAt!.Value - delivery.ExpiresAt, TimeSpan.Zero, (lateness ?? TimeSpan.Zero) + TimeSpan.FromMinutes(11));
        world.World.RunFor(TimeSpan.FromHours(12));
        Assert.Single(world.Ask(client => client.MailLog.ListFactsAsync(receipt.Message, delivery.Id)), fact => fact.Kind == FactKind.Expired);
    }
}
