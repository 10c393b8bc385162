using Microsoft.Extensions.DependencyInjection;
using Ses.Feedback;
using Ses.Ledger;

namespace Ses.Tests.Feedback;

public sealed class WhenABounceIsForged : IDisposable
{
    private readonly ReturnWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_return_path_that_we_never_made_changes_nothing_whatever_else_the_mail_says()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var path = _world.ReturnPath(ReturnWorld.Anna);
        var at = path.IndexOf('@', StringComparison.Ordinal);
        var forged = path[..(at - 1)] + (path[at - 1] == '0' ? '1' : '0') + path[at..];
        Nothing(receipt, _world.Process(ReturnWorld.Report(forged, messageId: $"{receipt.Message}@shop.example")), FeedbackOutcome.Forged);
    }

    [Fact]
    public void A_message_that_is_not_ours_changes_nothing()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        Nothing(receipt, _world.Process(ReturnWorld.Report("news@shop.example")), FeedbackOutcome.Unmatched);
        Nothing(receipt, _world.Process(ReturnWorld.Report("news@shop.example", messageId: "00005140000000020000000000009999@shop.example")), FeedbackOutcome.Unmatched);
        Nothing(receipt, _world.Process(ReturnWorld.Report("news@shop.example", messageId: $"{receipt.Message}@elsewhere.example")), FeedbackOutcome.Unmatched);
    }

    [Fact]
    public void A_recipient_whom_the_message_never_went_to_changes_nothing()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        Nothing(receipt, _world.Process(ReturnWorld.Report("news@shop.example", recipient: "eve@evil.example", messageId: $"{receipt.Message}@shop.example")), FeedbackOutcome.Unmatched);
    }

    [Fact]
    public void A_message_that_was_not_attempted_cannot_have_bounced()
    {
        var receipt = _world.World.Run(() => _world.Node.Client.SendAsync(new() { From = "news@shop.example", To = [ReturnWorld.Anna], Subject = "Hello", Text = "Later." }));
        var result = _world.Process(ReturnWorld.Report("news@shop.example", messageId: $"{receipt.Message}@shop.example"));
        Assert.Equal(FeedbackOutcome.Unmatched, Assert.Single(result.Recipients).Outcome);
        Assert.Equal(DeliveryFacts.None, _world.Delivery(receipt).Facts);
        Assert.Null(_world.BlockOf(ReturnWorld.Anna));
    }

    [Fact]
    public void Another_account_cannot_report_it_the_process_itself_can()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var mail = ReturnWorld.Report(_world.ReturnPath(ReturnWorld.Anna));
        Nothing(receipt, _world.Process(_world.Node.Client.ForAccount(new("other")).Feedback, mail), FeedbackOutcome.Unmatched);
        Assert.Equal(1, _world.Process(_world.Node.Services.GetRequiredService<IFeedback>(), mail).Recorded);
    }

    private void Nothing(Ses.Sending.SendReceipt receipt, FeedbackResult result, FeedbackOutcome why)
    {
        Assert.Equal((0, why), (result.Recorded, Assert.Single(result.Recipients).Outcome));
        Assert.Equal(DeliveryState.Delivered, _world.Delivery(receipt).State);
        Assert.Null(_world.BlockOf(ReturnWorld.Anna));
        Assert.Null(_world.BlockOf("eve@evil.example"));
    }
}
