using Ses.Ledger;
using Ses.MailLog;
using Ses.Primitives;
using Ses.Sending;

namespace Ses.Tests.MailLog;

public sealed class WhenMailIsExplained
{
    public static TheoryData<string> Cases { get; } = [.. ExplainedCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gate_that_holds_it_is_named_with_its_end(string name)
    {
        var expected = ExplainedCases.All[name];
        using var world = new SmallWorld(expected.Configure);
        var explanation = expected.Arrange(world);
        var holder = explanation.Holder!;

        Assert.True(expected.Gate == holder.Gate && expected.State == holder.State, $"{explanation.Answer}\n{string.Join('\n', explanation.Gates)}\n{world.World.Storage.Dump()}");
        Assert.Contains(expected.Words, explanation.Answer, StringComparison.Ordinal);
        Assert.Contains(holder, explanation.Gates);
        Assert.Equal(expected.Until is null, holder.Until is null);
        if (expected.Until is { } until)
            Assert.InRange(holder.Until!.Value - world.Now, until * 0.8, until);
        Assert.Equal(Enum.GetValues<DeliveryGate>(), explanation.Gates.Select(gate => gate.Gate));
    }

    // Those two need a DNS and several nodes: WhenMailIsExplainedByTheDns.
    [Fact]
    public void Every_gate_that_can_hold_mail_by_itself_is_in_the_table() => Assert.Equal(
        [DeliveryGate.Route, DeliveryGate.Permit],
        Enum.GetValues<DeliveryGate>().Except(ExplainedCases.All.Values.Select(one => one.Gate)));

    [Fact]
    public void Delivered_mail_has_its_outcome_and_no_holder()
    {
        using var world = new SmallWorld();
        var receipt = world.SendAndDeliver(SmallWorld.Letter("greylist@a.example"));
        var explanation = world.Ask(client => client.MailLog.ExplainAsync(receipt.Message, "greylist@a.example"));

        Assert.StartsWith("Delivered at ", explanation.Answer, StringComparison.Ordinal);
        Assert.Contains("attempt 2", explanation.Answer, StringComparison.Ordinal);
        Assert.EndsWith("250 2.0.0 ok.", explanation.Answer, StringComparison.Ordinal);
        Assert.Null(explanation.Holder);
        Assert.All(explanation.Gates, gate => Assert.Equal(GateState.Passed, gate.State));
        Assert.Equal((2, FactKind.Delivered), (explanation.LastAttempt!.Number, explanation.LastAttempt.Outcome));
    }

    [Fact]
    public void Another_process_knows_it_from_the_store_alone()
    {
        using var world = new SmallWorld(options => options.Delivery.RetryJitter = 0);
        var receipt = world.Send("greylist@a.example");
        world.Start();
        Assert.True(world.World.RunUntil(() => world.Deliveries(receipt)[0].Attempts == 1));
        var other = world.AddNode().Client;
        var theirs = world.World.Run(() => other.MailLog.ExplainAsync(receipt.Message, "greylist@a.example"));

        Assert.Equal(world.Ask(client => client.MailLog.ExplainAsync(receipt.Message, "greylist@a.example")).Answer, theirs.Answer);
        Assert.Equal(DeliveryGate.BackOff, theirs.Holder!.Gate);
        Assert.Equal("> RCPT TO:<greylist@a.example>\n< 450 4.7.1 greylisted, try again later", theirs.LastAttempt!.Report.Transcript);
        Assert.Contains(theirs.Gates, gate => gate is { Gate: DeliveryGate.Lease, State: GateState.NotReached } && gate.Detail.Contains("node1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bcc_recipient_is_found_and_so_is_an_address_in_another_case()
    {
        using var world = new SmallWorld();
        var receipt = world.SendAndDeliver(SmallWorld.Letter("ada@a.example") with { Bcc = ["Hidden@B.example"] });

        foreach (var written in new[] { "Hidden@B.example", "hidden@b.EXAMPLE", "HIDDEN@b.example" })
            Assert.Equal(RecipientKind.Bcc, world.Ask(client => client.MailLog.ExplainAsync(receipt.Message, written)).Delivery!.Kind);
    }

    [Fact]
    public void What_is_not_there_is_said_and_what_to_do()
    {
        using var world = new SmallWorld();
        var receipt = world.Send("ada@a.example");

        var stranger = Refusal(world, world.Client, receipt, "bob@a.example");
        Assert.Equal(SesErrorCode.NotFound, stranger.Code);
        Assert.Contains($"does not go to bob@a.example; its recipients: client.MailLog.ListDeliveriesAsync({receipt.Message})", stranger.Message, StringComparison.Ordinal);
        Assert.Equal(SesErrorCode.NotFound, Refusal(world, world.Client.ForAccount(new("other")), receipt, "ada@a.example").Code);
        Assert.Equal(SesErrorCode.NotFound, Refusal(world, world.Client, receipt with { Message = new MessageId(1) }, "ada@a.example").Code);
        var wrong = Assert.IsType<SesValidationException>(Refusal(world, world.Client, receipt, "ada at a.example"));
        Assert.Equal("recipient", Assert.Single(wrong.Errors).Field);
    }

    private static SesException Refusal(SmallWorld world, ISesClient client, SendReceipt receipt, string recipient) =>
        Assert.ThrowsAny<SesException>(() => world.World.Run(() => client.MailLog.ExplainAsync(receipt.Message, recipient)));
}
