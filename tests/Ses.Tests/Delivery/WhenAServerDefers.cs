using Ses.Ledger;

namespace Ses.Tests.Delivery;

public sealed class WhenAServerDefers
{
    [Fact]
    public void It_is_tried_again_by_the_schedule_and_given_up_after_72_hours()
    {
        using var world = new SmallWorld(options => options.Delivery.RetryJitter = 0);
        world.World.Servers.Unreachable = 1;
        var receipt = world.Send("ada@a.example");
        world.Deliver(receipt, TimeSpan.FromDays(5));

        var delivery = world.Delivery(receipt, "ada@a.example");
        Assert.Equal(DeliveryState.Expired, delivery.State);
        Assert.InRange(world.Now - delivery.Axes.AcceptedAt, TimeSpan.FromHours(72), TimeSpan.FromHours(72.1));
        var times = world.World.Servers.Attempts.Select(attempt => attempt.At).ToList();
        var delays = times.Zip(times.Skip(1), (first, second) => (int)Math.Round((second - first).TotalMinutes)).ToList();
        Assert.Equal([5, 15, 30, 60, 120, 240, 480, 480, 480, 480, 480, 480, 480, 480], delays);
        var total = world.Total();
        Assert.Equal((1L, 1L, 0L), (total.Sends, total.BouncesOther, total.Pending));
        Assert.Null(world.Ask(client => client.Blocklists.FindAsync("ada@a.example")));
        Assert.Equal("the connection was lost", delivery.LastReply!.Text);
    }

    [Theory]
    [InlineData("452 4.2.2 the mailbox is full", 60, 240, 480)]
    [InlineData("450 4.7.1 greylisted, try again later", 5, 15, 30)]
    [InlineData("421 4.7.0 too many messages", 15, 30, 60)]
    [InlineData("451 4.3.0 lookup failure", 5, 15, 30)]
    public void How_soon_it_is_tried_again_follows_from_its_answer(string answer, params int[] minutes)
    {
        using var world = new SmallWorld(options => options.Delivery.RetryJitter = 0);
        var parts = answer.Split(' ', 3);
        world.World.Servers.Answer = _ => new(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1], parts[2]);
        world.Send("ada@a.example");
        world.Start();
        Assert.True(world.World.RunUntil(() => world.World.Servers.Attempts.Count == minutes.Length + 1));
        var times = world.World.Servers.Attempts.Select(attempt => attempt.At).ToList();
        Assert.Equal(minutes, times.Zip(times.Skip(1), (first, second) => (int)Math.Round((second - first).TotalMinutes)));
    }

    [Fact]
    public void A_retry_comes_up_to_a_tenth_later_never_earlier()
    {
        using var world = new SmallWorld();
        world.Send([.. Enumerable.Range(0, 20).Select(i => $"greylist{i}@a.example")]);
        world.Start();
        world.World.RunUntil(() => world.World.Servers.Attempts.Count == 40, TimeSpan.FromHours(1));
        var delays = world.World.Servers.Attempts.GroupBy(attempt => attempt.Recipient).Select(group => group.ElementAt(1).At - group.First().At).ToList();
        Assert.All(delays, delay => Assert.InRange(delay, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.6)));
        Assert.True(delays.Max() - delays.Min() > TimeSpan.FromSeconds(5), "all came at once");
    }

    [Fact]
    public void What_nobody_knows_is_sent_again_or_held_as_the_stream_says()
    {
        using var world = new SmallWorld(options => options.Delivery.HoldUncertain.Add(MailStream.Marketing));
        world.World.Servers.LostAnswer = 1;
        var code = world.Send("ada@a.example");
        var offer = world.Send(SmallWorld.Letter("bob@a.example") with { Stream = MailStream.Marketing });
        world.Deliver(offer);
        Assert.Equal(DeliveryState.Held, world.Delivery(offer, "bob@a.example").State);
        Assert.True(world.World.RunUntil(() => world.Delivery(code, "ada@a.example").Attempts == 1));
        world.World.Servers.LostAnswer = 0;
        world.Deliver(code);
        var delivery = world.Delivery(code, "ada@a.example");
        Assert.Equal(DeliveryState.Delivered, delivery.State);
        Assert.True(delivery.Facts.HasFlag(DeliveryFacts.Uncertain));
    }
}
