using Ses.Delivery;
using Ses.Ledger;

namespace Ses.Tests.MailLog;

public sealed class WhenAttemptsAreLookedUp
{
    [Fact]
    public void Each_has_its_number_outcome_answer_and_transcript()
    {
        using var world = new SmallWorld(options => options.Delivery.RetryJitter = 0);
        var receipt = world.SendAndDeliver(SmallWorld.Letter("full@a.example"));
        var attempts = world.Ask(client => client.MailLog.ListAttemptsAsync(receipt.Message, receipt.Recipients[0].Delivery));

        Assert.Equal([(1, FactKind.Deferred, null), (2, FactKind.Bounced, BounceClass.MailboxFull)], attempts.Select(attempt => (attempt.Number, attempt.Outcome, attempt.Class)));
        Assert.Equal([452, 552], attempts.Select(attempt => attempt.Report.Reply.Code));
        Assert.All(attempts, attempt => Assert.Contains("> RCPT TO:<full@a.example>", attempt.Report.Transcript, StringComparison.Ordinal));
        Assert.Equal(TimeSpan.FromHours(1).TotalMinutes, (attempts[1].Report.StartedAt - attempts[0].At).TotalMinutes, 0.1);
    }

    [Fact]
    public void What_was_no_attempt_is_none()
    {
        using var world = new SmallWorld();
        var receipt = world.Send("ada@a.example");
        world.Ask(client => client.Blocklists.BlockAsync(["ada@a.example"]));
        world.Deliver(receipt);
        Assert.Empty(world.Ask(client => client.MailLog.ListAttemptsAsync(receipt.Message, receipt.Recipients[0].Delivery)));
        Assert.Empty(world.World.Run(() => world.Client.ForAccount(new("other")).MailLog.ListAttemptsAsync(receipt.Message, receipt.Recipients[0].Delivery)));
    }

    [Fact]
    public void Transcripts_are_let_go_after_30_days_and_the_rest_of_the_attempt_stays()
    {
        using var world = new SmallWorld();
        var receipt = world.SendAndDeliver(SmallWorld.Letter("bounce@a.example"));
        world.World.RunFor(TimeSpan.FromDays(29.9));
        Assert.NotNull(Attempt(world, receipt).Report.Transcript);
        world.World.RunFor(TimeSpan.FromDays(0.2));
        var attempt = Attempt(world, receipt);
        Assert.Equal((null, 550, "relay.example:25"), (attempt.Report.Transcript, attempt.Report.Reply.Code, attempt.Report.RemoteHost));
    }

    [Theory]
    [InlineData(TranscriptKeeping.None, "bounce@a.example", false)]
    [InlineData(TranscriptKeeping.NotDelivered, "bounce@a.example", true)]
    [InlineData(TranscriptKeeping.All, "bounce@a.example", true)]
    public void The_option_says_of_which_attempts_they_are_kept(TranscriptKeeping keeping, string recipient, bool isKept)
    {
        using var world = new SmallWorld(options => options.Delivery.KeepTranscripts = keeping);
        Assert.Equal(isKept, Attempt(world, world.SendAndDeliver(SmallWorld.Letter(recipient))).Report.Transcript is not null);
    }

    private static Ses.MailLog.DeliveryAttempt Attempt(SmallWorld world, Ses.Sending.SendReceipt receipt) =>
        Assert.Single(world.Ask(client => client.MailLog.ListAttemptsAsync(receipt.Message, receipt.Recipients[0].Delivery)));
}
