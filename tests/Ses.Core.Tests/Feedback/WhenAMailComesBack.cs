using Ses.Feedback;
using Ses.Ledger;
using static Ses.Feedback.FeedbackAction;
using static Ses.Feedback.FeedbackKind;
using static Ses.Ledger.BounceClass;

namespace Ses.Core.Tests.Feedback;

public sealed class WhenAMailComesBack
{
    public static TheoryData<string, FeedbackKind, string, FeedbackAction, BounceClass?> OneRecipient => new()
    {
        { "dsn-postfix-unknown", Bounce, "anna@example.net", Failed, InvalidAddress },
        { "dsn-parts-out-of-order", Bounce, "anna+orders@example.net", Failed, MailboxFull },
        { "dsn-delayed", Delay, "anna@example.net", Delayed, Temporary },
        { "dsn-expired", Bounce, "anna@example.net", Failed, Connection },
        { "dsn-relayed", Success, "anna@example.net", Relayed, null },
        { "dsn-expanded", Success, "team@example.net", Expanded, null },
        { "dsn-global", Bounce, "müller@example.net", Failed, InvalidAddress },
        { "dsn-policy", Bounce, "anna@example.net", Failed, Spam },
        { "dsn-no-such-user-with-a-policy-code", Bounce, "anna@example.net", Failed, BounceClass.Other },
        { "dsn-reason-only-in-the-note", Bounce, "anna@example.net", Failed, MailboxFull },
        { "dsn-exchange-online", Bounce, "anna@example.net", Failed, InvalidAddress },
        { "text-exim", Bounce, "anna@example.net", Failed, InvalidAddress },
        { "text-exim-delay", Delay, "anna@example.net", Delayed, Temporary },
        { "text-sendmail", Bounce, "anna@example.net", Failed, InvalidAddress },
        { "text-exchange-2003", Bounce, "anna@example.net", Failed, InvalidAddress },
        { "text-domino", Bounce, "anna@example.net", Failed, InvalidAddress },
        { "text-courier", Bounce, "anna@example.net", Failed, MailboxFull },
        { "text-german", Bounce, "anna@example.de", Failed, InvalidAddress },
        { "text-french", Bounce, "anna@example.fr", Failed, MailboxFull },
        { "text-spanish", Bounce, "anna@example.es", Failed, InvalidAddress },
        { "text-russian", Bounce, "anna@example.ru", Failed, InvalidAddress },
        { "text-chinese", Bounce, "anna@example.cn", Failed, InvalidAddress },
        { "text-japanese", Bounce, "anna@example.jp", Failed, MailboxFull },
        { "text-html-only", Bounce, "anna@example.net", Failed, InvalidAddress },
        { "text-without-mime-wrapped", Bounce, "anna@example.net", Failed, InvalidAddress },
        { "text-broken-mime", Bounce, "anna@example.net", Failed, InvalidAddress },
        { "text-carriage-returns", Bounce, "anna@example.net", Failed, InvalidAddress },
        { "refusal-by-receipt", Bounce, "anna@example.net", Failed, MailboxFull },
    };

    [Theory]
    [MemberData(nameof(OneRecipient))]
    public void It_is_read_whatever_server_wrote_it(string mail, FeedbackKind kind, string recipient, FeedbackAction action, BounceClass? reason)
    {
        var read = ReturnedMails.Read(mail);
        var only = Assert.Single(read.Recipients);
        Assert.Equal((kind, recipient, action, reason), (read.Kind, only.Recipient, only.Action, only.Class));
    }

    [Fact]
    public void Every_recipient_of_a_report_has_its_own_fate() =>
        Assert.Equal(
            [("gone@example.net", Failed, InvalidAddress), ("slow@example.net", Delayed, Temporary), ("fine@example.net", Delivered, null)],
            ReturnedMails.Read("dsn-several-groups").Recipients.Select(recipient => (recipient.Recipient, recipient.Action, recipient.Class)));

    [Fact]
    public void Recipients_are_told_apart_where_no_blank_line_does() =>
        Assert.Equal(
            [("one@example.net", InvalidAddress), ("two@example.net", MailboxFull)],
            ReturnedMails.Read("dsn-groups-without-blank-lines").Recipients.Select(recipient => (recipient.Recipient, recipient.Class!.Value)));

    [Fact]
    public void Each_address_of_a_note_has_the_reason_that_stands_behind_it() =>
        Assert.Equal(
            [("anna@example.net", InvalidAddress), ("bert@example.net", MailboxFull)],
            ReturnedMails.Read("text-qmail").Recipients.Select(recipient => (recipient.Recipient, recipient.Class!.Value)));

    [Theory]
    [InlineData("auto-vacation")]
    [InlineData("auto-german")]
    [InlineData("auto-french")]
    [InlineData("auto-spanish")]
    [InlineData("auto-chinese")]
    [InlineData("auto-japanese")]
    [InlineData("auto-left-the-company")]
    [InlineData("auto-by-postmaster")]
    [InlineData("receipt")]
    public void An_automatic_reply_is_no_bounce(string mail) => Assert.Equal(AutoReply, ReturnedMails.Read(mail).Kind);

    [Theory]
    [InlineData("other-human-reply")]
    [InlineData("other-marketing")]
    public void An_ordinary_mail_is_no_bounce(string mail) => Assert.Equal(FeedbackKind.Other, ReturnedMails.Read(mail).Kind);

    [Theory]
    [InlineData("dsn-postfix-unknown")]
    [InlineData("dsn-parts-out-of-order")]
    [InlineData("text-qmail")]
    [InlineData("text-exim")]
    [InlineData("arf-redacted")]
    [InlineData("complaint-hotmail")]
    [InlineData("refusal-by-receipt")]
    public void The_mail_it_is_about_is_named_by_its_message_id(string mail) =>
        Assert.Contains("00005140000000020000000000000007@shop.example", ReturnedMails.Read(mail).MessageIds);

    [Fact]
    public void The_same_mail_has_the_same_identity_whatever_way_it_came()
    {
        var once = ReturnedMails.Read("text-qmail");
        var again = Ses.Feedback.Reading.ReportReader.Read((byte[])[.. "Delivered-To: fbl@shop.example\nReceived: by another.example\n"u8, .. ReturnedMails.Bytes("text-qmail")]);
        Assert.Equal(once.SourceId, again.SourceId);
        Assert.Equal(once.SourceId, Ses.Feedback.Reading.ReportReader.Read(System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(ReturnedMails.Bytes("text-qmail")).ReplaceLineEndings("\r\n"))).SourceId);
        Assert.NotEqual(once.SourceId, ReturnedMails.Read("text-exim").SourceId);
    }

    [Fact]
    public void Every_mail_beside_this_test_is_read_by_one() => Assert.True(ReturnedMails.Names.Count >= 45);
}
