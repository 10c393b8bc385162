using CsCheck;
using Ses.Delivery;
using Ses.Ledger;

namespace Ses.Core.Tests.Delivery;

public sealed class WhenAServerRefuses
{
    [Theory]
    [InlineData(550, "5.1.1", SmtpPhase.Recipient, BounceClass.InvalidAddress)]
    [InlineData(550, "5.1.2", SmtpPhase.Recipient, BounceClass.InvalidAddress)]
    [InlineData(556, "5.1.10", SmtpPhase.Recipient, BounceClass.InvalidAddress)]
    [InlineData(552, "5.2.2", SmtpPhase.Recipient, BounceClass.MailboxFull)]
    [InlineData(552, "5.2.2", SmtpPhase.EndOfData, BounceClass.MailboxFull)]
    [InlineData(550, "5.7.1", SmtpPhase.EndOfData, BounceClass.Spam)]
    [InlineData(550, "5.7.26", SmtpPhase.EndOfData, BounceClass.Sender)]
    [InlineData(552, "5.3.4", SmtpPhase.MailFrom, BounceClass.Sender)]
    [InlineData(535, "5.7.8", SmtpPhase.Auth, BounceClass.Sender)]
    [InlineData(554, "5.6.0", SmtpPhase.EndOfData, BounceClass.Other)]
    [InlineData(450, "4.2.0", SmtpPhase.Recipient, BounceClass.Temporary)]
    [InlineData(421, "4.7.0", SmtpPhase.Connect, BounceClass.Temporary)]
    public void The_enhanced_code_tells_why(int code, string enhanced, SmtpPhase phase, BounceClass expected) =>
        Assert.Equal(expected, BounceClassifier.Classify(new(code, enhanced, ""), phase));

    [Fact]
    public void Only_an_answer_of_the_fifth_hundred_is_permanent_whatever_its_enhanced_code_says() =>
        Gen.Select(Gen.Int[200, 599], Gen.OneOf("5.1.1", "4.2.2", "2.0.0", "nonsense", "5", "5.1.1.1", ""), Gen.OneOf(Enum.GetValues<SmtpPhase>())).Sample((code, enhanced, phase) =>
        {
            var reply = new SmtpReplyFact(code, enhanced, "text");
            Assert.Equal(code >= 500 && phase is not (SmtpPhase.Connect or SmtpPhase.Hello or SmtpPhase.StartTls), BounceClassifier.IsPermanent(reply, phase));
            Assert.Equal(!BounceClassifier.IsPermanent(reply, phase), BounceClassifier.Classify(reply, phase) == BounceClass.Temporary);
        });
}
