using Ses.Feedback;
using Ses.Ledger;

namespace Ses.Tests.Feedback;

public sealed class WhenARecipientComplains : IDisposable
{
    private readonly ReturnWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_sender_domain_is_rejected_from_then_on()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var result = _world.Process(ReturnWorld.Complaint($"Original-Rcpt-To: {ReturnWorld.Anna}", $"{receipt.Message}@shop.example"));
        Assert.Equal((FeedbackKind.Complaint, 1), (result.Kind, result.Recorded));
        Assert.True(_world.Delivery(receipt).Facts.HasFlag(DeliveryFacts.Complained));
        Assert.Equal(DeliveryState.Delivered, _world.Delivery(receipt).State);
        Assert.Equal(BlockReason.Complained, _world.BlockOf(ReturnWorld.Anna)?.Reason);
    }

    [Fact]
    public void A_redacted_report_is_matched_by_its_return_path()
    {
        var receipt = _world.Send(ReturnWorld.Anna, "bert@reader.example");
        var result = _world.Process(ReturnWorld.Complaint($"Original-Rcpt-To: redacted\nOriginal-Mail-From: <{_world.ReturnPath("bert@reader.example")}>"));
        Assert.Equal("bert@reader.example", Assert.Single(result.Recipients).Recipient);
        Assert.True(_world.Delivery(receipt, "bert@reader.example").Facts.HasFlag(DeliveryFacts.Complained));
        Assert.False(_world.Delivery(receipt).Facts.HasFlag(DeliveryFacts.Complained));
    }

    [Fact]
    public void A_redacted_report_about_a_message_to_several_changes_nothing()
    {
        var receipt = _world.Send(ReturnWorld.Anna, "bert@reader.example");
        var result = _world.Process(ReturnWorld.Complaint("Original-Rcpt-To: redacted", $"{receipt.Message}@shop.example"));
        Assert.Equal(FeedbackOutcome.Unmatched, Assert.Single(result.Recipients).Outcome);
    }

    [Fact]
    public void A_redacted_report_about_a_message_to_one_is_theirs()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        Assert.Equal(1, _world.Process(ReturnWorld.Complaint("", $"{receipt.Message}@shop.example")).Recorded);
    }

    [Theory]
    [InlineData("opt-out", FeedbackKind.OptOut, DeliveryFacts.Unsubscribed)]
    [InlineData("fraud", FeedbackKind.Complaint, DeliveryFacts.Complained)]
    [InlineData("not-spam", FeedbackKind.Notice, DeliveryFacts.None)]
    [InlineData("auth-failure", FeedbackKind.Notice, DeliveryFacts.None)]
    [InlineData("x-unheard-of", FeedbackKind.Notice, DeliveryFacts.None)]
    public void Each_type_does_what_it_means(string type, FeedbackKind kind, DeliveryFacts fact)
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var result = _world.Process(ReturnWorld.Complaint($"Original-Rcpt-To: {ReturnWorld.Anna}", $"{receipt.Message}@shop.example", type));
        Assert.Equal(kind, result.Kind);
        Assert.Equal(fact, _world.Delivery(receipt).Facts & (DeliveryFacts.Complained | DeliveryFacts.Unsubscribed));
    }
}
