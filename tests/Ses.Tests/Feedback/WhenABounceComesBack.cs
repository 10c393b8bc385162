using Ses.Feedback;
using Ses.Ledger;

namespace Ses.Tests.Feedback;

public sealed class WhenABounceComesBack : IDisposable
{
    private readonly ReturnWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_delivery_becomes_a_bounce_and_the_address_is_blocked()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var result = _world.Process(ReturnWorld.Report(_world.ReturnPath(ReturnWorld.Anna)));
        var delivery = _world.Delivery(receipt);
        Assert.Equal((FeedbackKind.Bounce, 1), (result.Kind, result.Recorded));
        Assert.Equal(delivery.Id, Assert.Single(result.Recipients).Delivery);
        Assert.Equal(DeliveryState.Bounced, delivery.State);
        Assert.Equal(BlockReason.InvalidAddress, _world.BlockOf(ReturnWorld.Anna)?.Reason);
        Assert.Contains("user unknown", _world.BlockOf(ReturnWorld.Anna)?.Remark, StringComparison.Ordinal);
        var total = _world.World.Run(() => _world.Node.Client.Statistics.GetTotalAsync(new()));
        Assert.Equal((1, 0, 1), (total.Sends, total.Deliveries, total.InvalidAddresses));
    }

    [Fact]
    public void The_same_mail_counts_once()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var mail = ReturnWorld.Report(_world.ReturnPath(ReturnWorld.Anna));
        _world.Process(mail);
        var again = _world.Process("Received: from another.example by us\n" + mail);
        Assert.Equal((0, FeedbackOutcome.Duplicate), (again.Recorded, Assert.Single(again.Recipients).Outcome));
        Assert.Single(_world.World.Run(() => _world.Node.Client.MailLog.ListFactsAsync(receipt.Message, _world.Delivery(receipt).Id)), fact => fact.Kind == FactKind.Bounced);
    }

    [Theory]
    [InlineData("upper")]
    [InlineData("plus tail")]
    [InlineData("plus for minus")]
    [InlineData("envelope only")]
    [InlineData("quoted in the original")]
    public void The_return_path_is_known_again_whatever_servers_did_to_it(string change)
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var path = _world.ReturnPath(ReturnWorld.Anna);
        var result = change switch
        {
            "upper" => _world.Process(ReturnWorld.Report(path.ToUpperInvariant())),
            "plus tail" => _world.Process(ReturnWorld.Report(path.Replace("@", "+caf=fwd@", StringComparison.Ordinal))),
            "plus for minus" => _world.Process(ReturnWorld.Report(path.Replace("bounce-", "bounce+", StringComparison.Ordinal))),
            "envelope only" => _world.Process(ReturnWorld.Report("undisclosed-recipients:;"), path),
            _ => _world.Process(ReturnWorld.Report("postmaster@shop.example").Replace("To: " + ReturnWorld.Anna, $"Return-Path: <{path}>", StringComparison.Ordinal)),
        };
        Assert.Equal(1, result.Recorded);
        Assert.Equal(DeliveryState.Bounced, _world.Delivery(receipt).State);
    }

    [Theory]
    [InlineData("5.2.2", "552 5.2.2 mailbox full", BounceClass.MailboxFull)]
    [InlineData("5.7.1", "550 5.7.1 user unknown", BounceClass.Other)]
    [InlineData("5.0.0", "554 blocked using zen.spamhaus.org", BounceClass.Spam)]
    [InlineData("5.7.26", "550 5.7.26 unauthenticated", BounceClass.Sender)]
    [InlineData("5.0.0", "550 rejected", BounceClass.Other)]
    [InlineData("4.4.7", "delivery time expired", BounceClass.Connection)]
    public void What_is_not_the_addresss_fault_blocks_nobody(string status, string diagnostic, BounceClass expected)
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var result = _world.Process(ReturnWorld.Report(_world.ReturnPath(ReturnWorld.Anna), status: status, diagnostic: diagnostic));
        Assert.Equal(expected, Assert.Single(result.Recipients).Class);
        Assert.Equal(DeliveryState.Bounced, _world.Delivery(receipt).State);
        Assert.Null(_world.BlockOf(ReturnWorld.Anna));
    }

    [Theory]
    [InlineData("delayed", "4.4.1", FeedbackKind.Delay)]
    [InlineData("delivered", "2.1.5", FeedbackKind.Success)]
    [InlineData("relayed", "2.1.9", FeedbackKind.Success)]
    [InlineData("expanded", "2.1.5", FeedbackKind.Success)]
    public void A_delay_and_a_success_are_only_noted(string action, string status, FeedbackKind kind)
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var result = _world.Process(ReturnWorld.Report(_world.ReturnPath(ReturnWorld.Anna), action: action, status: status, diagnostic: "none"));
        Assert.Equal((kind, FeedbackOutcome.Noted), (result.Kind, Assert.Single(result.Recipients).Outcome));
        Assert.Equal(DeliveryState.Delivered, _world.Delivery(receipt).State);
    }

    [Fact]
    public void A_vacation_reply_changes_nothing()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var result = _world.Process(
            $"From: {ReturnWorld.Anna}\nTo: {_world.ReturnPath(ReturnWorld.Anna)}\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nI could not be reached; user unknown to the office until Monday.");
        Assert.Equal((FeedbackKind.AutoReply, 0), (result.Kind, result.Recorded));
        Assert.Equal(DeliveryState.Delivered, _world.Delivery(receipt).State);
        Assert.Null(_world.BlockOf(ReturnWorld.Anna));
    }

    [Fact]
    public void A_message_id_and_the_recipient_it_names_will_do()
    {
        var receipt = _world.Send(ReturnWorld.Anna, "bert@reader.example");
        var result = _world.Process(ReturnWorld.Report("news@shop.example", recipient: "bert@reader.example", messageId: $"{receipt.Message}@shop.example"));
        Assert.Equal(1, result.Recorded);
        Assert.Equal([DeliveryState.Delivered, DeliveryState.Bounced], _world.Deliveries(receipt).Select(delivery => delivery.State));
    }

    [Fact]
    public void A_forwarder_s_report_counts_for_whom_we_wrote_to()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var result = _world.Process(ReturnWorld.Report(_world.ReturnPath(ReturnWorld.Anna), recipient: "anna.private@elsewhere.example"));
        Assert.Equal(_world.Delivery(receipt).Id, Assert.Single(result.Recipients).Delivery);
        Assert.Equal(DeliveryState.Bounced, _world.Delivery(receipt).State);
    }

    [Fact]
    public void Another_node_reads_it_too()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var result = _world.Process(_world.AddNode().Client.Feedback, ReturnWorld.Report(_world.ReturnPath(ReturnWorld.Anna)));
        Assert.Equal(1, result.Recorded);
        Assert.Equal(DeliveryState.Bounced, _world.Delivery(receipt).State);
    }

    [Fact]
    public void A_store_that_fails_behind_its_commit_makes_no_second_fact()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var mail = ReturnWorld.Report(_world.ReturnPath(ReturnWorld.Anna));
        _world.World.StoreFaults = new(BeforeCommit: 0.2, AfterCommit: 0.4, LongestCall: TimeSpan.FromMilliseconds(10));
        for (var done = false; !done;)
        {
            try
            {
                _world.Process(mail);
                done = true;
            }
            catch (Exception error) when (error.GetType().Name == "StoreFailedException")
            {
                // It comes again, as a server or a mailbox brings it again.
            }
        }

        _world.World.StoreFaults = Ses.Testing.StoreFaults.None;
        Assert.Single(_world.Facts(_world.Delivery(receipt)), fact => fact.Kind == FactKind.Bounced);
    }
}
