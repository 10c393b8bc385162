using Ses.Ledger;

namespace Ses.Tests.Delivery;

public sealed class WhenServersAnswer
{
    [Theory]
    [InlineData("success@a.example", DeliveryState.Delivered, 1, 250)]
    [InlineData("bounce@a.example", DeliveryState.Bounced, 1, 550)]
    [InlineData("full@a.example", DeliveryState.Bounced, 2, 552)]
    [InlineData("spam@a.example", DeliveryState.Bounced, 1, 550)]
    [InlineData("greylist@a.example", DeliveryState.Delivered, 2, 250)]
    [InlineData("ratelimited@a.example", DeliveryState.Delivered, 2, 250)]
    public void Each_recipient_has_one_outcome_with_the_answer_on_record(string to, DeliveryState state, int attempts, int code)
    {
        using var world = new SmallWorld();
        var receipt = world.SendAndDeliver(SmallWorld.Letter(to));
        var delivery = world.Delivery(receipt, to);
        Assert.Equal((state, attempts, code), (delivery.State, delivery.Attempts, delivery.LastReply!.Code));
        Assert.Equal(attempts, world.World.Servers.Attempts.Count);
        Assert.Equal(1, world.Total().Sends);
    }

    [Fact]
    public void The_log_tells_what_happened_in_its_order()
    {
        using var world = new SmallWorld();
        var receipt = world.SendAndDeliver(SmallWorld.Letter("greylist@a.example"));
        var delivery = world.Delivery(receipt, "greylist@a.example");
        var facts = world.Ask(client => client.MailLog.ListFactsAsync(receipt.Message, delivery.Id));
        Assert.Equal([FactKind.Deferred, FactKind.Delivered], facts.Select(fact => fact.Kind));
        Assert.Equal([1, 2], facts.Select(fact => fact.Sequence));
        Assert.Equal("450 4.7.1 greylisted, try again later", facts[0].Attempt!.Reply.ToString());
        Assert.True(facts[1].At - facts[0].At >= TimeSpan.FromMinutes(5));
        var listed = world.Ask(async client =>
        {
            var all = new List<MailDelivery>();
            await foreach (var row in client.MailLog.ListDeliveriesAsync(receipt.Message).ConfigureAwait(false))
                all.Add(row);
            return all;
        });
        Assert.Equal(delivery, Assert.Single(listed));
    }

    [Fact]
    public void One_slow_or_bad_recipient_holds_up_nobody()
    {
        using var world = new SmallWorld();
        var receipt = world.Send("bounce@a.example", "greylist@a.example", "ada@a.example");
        world.Start();
        Assert.True(world.World.RunUntil(() => world.Taken.Count == 1, TimeSpan.FromMinutes(1)));
        Assert.Equal(DeliveryState.Queued, world.Delivery(receipt, "greylist@a.example").State);
        world.Deliver(receipt);
        Assert.Equal([DeliveryState.Bounced, DeliveryState.Delivered, DeliveryState.Delivered], world.Deliveries(receipt).Select(delivery => delivery.State));
    }

    [Fact]
    public void A_retry_repeats_the_bytes()
    {
        using var world = new SmallWorld();
        world.World.Servers.LostAnswer = 1;
        world.Send("ada@a.example");
        world.Start();
        world.World.RunUntil(() => world.World.Servers.Attempts.Count(attempt => attempt.LostAnswer) == 3);
        var contents = world.World.Servers.Attempts.Where(attempt => attempt.Content.Length > 0).Select(attempt => Convert.ToBase64String(attempt.Content.Span)).ToList();
        Assert.True(contents.Count >= 3);
        Assert.Single(contents.Distinct());
    }
}
