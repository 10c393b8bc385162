using CsCheck;
using Ses.Delivery;
using Ses.Ledger;

namespace Ses.Core.Tests.Delivery;

public sealed class WhenAnAnswerIsDecided
{
    private static readonly DeliveryOptions Options = new();

    private static DeliveryDecision? Decide(TransportReply reply, int attempts = 0, DeliveryOptions? options = null, MailStream stream = MailStream.Transactional, TimeSpan? age = null) =>
        DeliveryDecider.Decide(Sample.Delivery(stream: stream) with { Attempts = attempts }, reply, Sample.Now + (age ?? TimeSpan.Zero), options ?? Options, share: 0);

    private static TransportReply.Refused Refused(int code, string? enhanced, SmtpPhase phase = SmtpPhase.Recipient) => new(new(code, enhanced, "text"), phase);

    [Fact]
    public void Taken_is_delivered() => Assert.Equal(new DeliveryDecision.Delivered(), Decide(new TransportReply.Accepted(new(250, "2.0.0", "ok"))));

    [Theory]
    [InlineData(550, "5.1.1", BounceClass.InvalidAddress)]
    [InlineData(552, "5.2.2", BounceClass.MailboxFull)]
    [InlineData(550, "5.7.1", BounceClass.Spam)]
    [InlineData(554, null, BounceClass.Other)]
    public void Refused_for_good_is_a_bounce_of_its_class(int code, string? enhanced, BounceClass expected) =>
        Assert.Equal(new DeliveryDecision.Bounced(expected), Decide(Refused(code, enhanced)));

    [Theory]
    [InlineData(450, "4.7.1", SmtpPhase.Recipient, 5)]
    [InlineData(421, null, SmtpPhase.MailFrom, 5)]
    [InlineData(452, "5.2.2", SmtpPhase.Recipient, 60)]
    [InlineData(554, "5.7.1", SmtpPhase.Connect, 15)]
    [InlineData(550, null, SmtpPhase.Hello, 5)]
    [InlineData(501, null, SmtpPhase.StartTls, 5)]
    [InlineData(552, null, SmtpPhase.Recipient, 5)]
    public void Refused_for_now_is_tried_again_by_its_class(int code, string? enhanced, SmtpPhase phase, int minutes) =>
        Assert.Equal(new DeliveryDecision.RetryAt(Sample.Now + TimeSpan.FromMinutes(minutes)), Decide(Refused(code, enhanced, phase)));

    [Fact]
    public void A_5xx_that_is_about_pace_is_put_off() => Assert.Equal(
        new DeliveryDecision.RetryAt(Sample.Now + TimeSpan.FromMinutes(15)),
        DeliveryDecider.Decide(Sample.Delivery(), Refused(550, null), Sample.Now, Options, share: 0, isAboutPace: true));

    [Fact]
    public void No_connection_is_tried_again_by_the_number_of_attempts()
    {
        var delays = Enumerable.Range(0, 9).Select(attempts => ((DeliveryDecision.RetryAt)Decide(new TransportReply.Unreachable("x"), attempts)!).DueAt - Sample.Now);
        Assert.Equal([5, 15, 30, 60, 120, 240, 480, 480, 480], delays.Select(delay => (int)delay.TotalMinutes));
    }

    [Fact]
    public void A_retry_is_never_later_than_the_end()
    {
        var late = Decide(new TransportReply.Unreachable("x"), attempts: 20, age: TimeSpan.FromHours(70));
        Assert.Equal(new DeliveryDecision.RetryAt(Sample.Now + TimeSpan.FromHours(72)), late);
    }

    [Fact]
    public void What_nobody_knows_is_sent_again_or_held_by_the_stream()
    {
        var holding = new DeliveryOptions();
        holding.HoldUncertain.Add(MailStream.Marketing);
        Assert.Equal(new DeliveryDecision.RetryAt(Sample.Now + TimeSpan.FromMinutes(5), Uncertain: true), Decide(new TransportReply.Uncertain("x"), options: holding));
        Assert.Equal(new DeliveryDecision.Held(), Decide(new TransportReply.Uncertain("x"), options: holding, stream: MailStream.Marketing));
    }

    [Fact]
    public void Without_an_attempt_there_is_nothing_to_decide() => Assert.Null(Decide(new TransportReply.Fenced()));

    [Fact]
    public void No_answer_of_the_fourth_hundred_ever_bounces_and_a_bare_refusal_never_makes_an_address_invalid() =>
        Gen.Select(Gen.Int[400, 599], Gen.OneOf(Enum.GetValues<SmtpPhase>()), Gen.Int[0, 30]).Sample((code, phase, attempts) =>
        {
            var decision = Decide(new TransportReply.Refused(new(code, null, "no"), phase), attempts);
            Assert.True(code >= 500 || decision is DeliveryDecision.RetryAt);
            Assert.NotEqual(new DeliveryDecision.Bounced(BounceClass.InvalidAddress), decision);
        });
}
