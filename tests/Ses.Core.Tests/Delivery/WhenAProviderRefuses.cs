using Ses.Delivery;
using Ses.Ledger;

namespace Ses.Core.Tests.Delivery;

/// <summary>Answers as providers and servers publish or print them, and why they are given.</summary>
public sealed class WhenAProviderRefuses
{
    public static TheoryData<string, int, string?, string, BounceClass> Recipients => new()
    {
        // No such mailbox or domain.
        { "Google", 550, "5.1.1", "The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. https://support.google.com/mail/?p=NoSuchUser", BounceClass.InvalidAddress },
        { "Google", 550, "5.2.1", "The email account that you tried to reach is inactive. https://support.google.com/mail/?p=DisabledUser", BounceClass.InvalidAddress },
        { "Microsoft", 550, "5.5.0", "Requested action not taken: mailbox unavailable (S2017062302).", BounceClass.InvalidAddress },
        { "Exchange Online", 550, "5.1.10", "RESOLVER.ADR.RecipientNotFound; Recipient anna@example.net not found by SMTP address lookup", BounceClass.InvalidAddress },
        { "Exchange Online", 550, "5.4.1", "Recipient address rejected: Access denied. For more information see https://aka.ms/EXOSmtpErrors", BounceClass.InvalidAddress },
        { "Yahoo", 554, null, "delivery error: dd This user doesn't have a yahoo.com account (anna@yahoo.com) [0] - mta1.mail.yahoo.com", BounceClass.InvalidAddress },
        { "Yahoo", 552, "5.5.2", "delivery error: dd Sorry, your message to anna@yahoo.com cannot be delivered. This mailbox is disabled (554.30).", BounceClass.InvalidAddress },
        { "iCloud", 550, "5.1.1", "<anna@icloud.com>: user does not exist", BounceClass.InvalidAddress },
        { "QQ", 550, null, "Mailbox not found. http://service.mail.qq.com/cgi-bin/help?subtype=1&&no=1000728", BounceClass.InvalidAddress },
        { "QQ", 550, null, "The recipient is a deactivated mailbox", BounceClass.InvalidAddress },
        { "NetEase", 550, null, "User not found: anna@163.com", BounceClass.InvalidAddress },
        { "NetEase", 550, null, "User suspended", BounceClass.InvalidAddress },
        { "Aliyun", 554, null, "Reject by behaviour: mailbox not found", BounceClass.InvalidAddress },
        { "Comcast", 550, "5.1.1", "<anna@comcast.net>... Not our Customer", BounceClass.InvalidAddress },
        { "GMX", 550, null, "Requested action not taken: mailbox unavailable", BounceClass.InvalidAddress },
        { "Orange", 550, "5.1.1", "Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]", BounceClass.InvalidAddress },
        { "Mail.ru", 550, null, "Message was not accepted -- invalid mailbox. Local mailbox anna@mail.ru is unavailable: user not found", BounceClass.InvalidAddress },
        { "Proofpoint", 550, "5.1.1", "<anna@example.net>... User unknown", BounceClass.InvalidAddress },
        { "Mimecast", 550, null, "Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550", BounceClass.InvalidAddress },
        { "Postfix", 550, "5.1.1", "<anna@example.net>: Recipient address rejected: User unknown in virtual mailbox table", BounceClass.InvalidAddress },
        { "Exim", 550, null, "Unrouteable address", BounceClass.InvalidAddress },
        { "Exim", 550, null, "No Such User Here", BounceClass.InvalidAddress },
        { "Sendmail", 550, "5.1.1", "<anna@example.net>... User unknown", BounceClass.InvalidAddress },
        { "qmail", 511, null, "sorry, no mailbox here by that name (#5.1.1 - chkuser)", BounceClass.InvalidAddress },
        { "German", 550, null, "Empfänger unbekannt", BounceClass.InvalidAddress },
        { "Chinese", 550, null, "收件人不存在", BounceClass.InvalidAddress },
        { "RFC 7504", 556, null, "the domain takes no mail", BounceClass.InvalidAddress },
        { "RFC 7505", 550, "5.1.10", "Recipient address has null MX", BounceClass.InvalidAddress },
        // The mailbox is full.
        { "Google", 552, "5.2.2", "The email account that you tried to reach is over quota. https://support.google.com/mail/?p=OverQuotaPerm", BounceClass.MailboxFull },
        { "Microsoft", 554, "5.2.2", "mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException", BounceClass.MailboxFull },
        { "Yahoo", 552, "5.2.2", "user is over quota", BounceClass.MailboxFull },
        { "Yandex", 552, "5.2.2", "Mailbox size limit exceeded", BounceClass.MailboxFull },
        { "Orange", 552, "5.1.1", "Boite du destinataire pleine. Recipient overquota. OFR_417 [417]", BounceClass.MailboxFull },
        { "Dovecot", 550, null, "Quota exceeded (mailbox for user is full)", BounceClass.MailboxFull },
        { "QQ", 550, null, "Mailbox space not enough", BounceClass.MailboxFull },
        { "Mailbox that is both", 550, "5.1.1", "mailbox is full", BounceClass.MailboxFull },
        // Spam and policy.
        { "Google", 550, "5.7.1", "Our system has detected that this message is likely unsolicited mail. https://support.google.com/mail/?p=UnsolicitedMessageError", BounceClass.Spam },
        { "Google", 550, "5.7.28", "Our system has detected an unusual rate of unsolicited mail originating from your IP address.", BounceClass.Spam },
        { "Microsoft", 550, "5.7.1", "Unfortunately, messages from [192.0.2.10] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).", BounceClass.Spam },
        { "Yahoo", 554, "5.7.9", "Message not accepted for policy reasons. See https://senders.yahooinc.com/error-codes", BounceClass.Spam },
        { "Yahoo", 553, "5.7.2", "[TSS09] All messages from 192.0.2.10 will be permanently deferred", BounceClass.Spam },
        { "iCloud", 554, "5.7.1", "[CS01] Message rejected due to local policy. Please visit https://support.apple.com/en-us/HT204137", BounceClass.Spam },
        { "QQ", 550, null, "Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000726", BounceClass.Spam },
        { "QQ", 550, null, "Ip frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000725", BounceClass.Spam },
        { "QQ", 550, null, "Suspected bounce attacks", BounceClass.Spam },
        { "NetEase", 554, null, "DT:SPM 163 smtp9,DcCowAAX", BounceClass.Spam },
        { "NetEase", 554, null, "HL:IPB 192.0.2.10 is in blacklist", BounceClass.Spam },
        { "Comcast", 554, null, "resimta-po-01v.sys.comcast.net comcast 192.0.2.10 Comcast block for spam. Please see http://postmaster.comcast.net/smtp-error-codes.php#BL000010", BounceClass.Spam },
        { "GMX", 554, null, "Transaction failed: Reject due to policy restrictions.", BounceClass.Spam },
        { "Orange", 550, "5.2.0", "Mail rejete. Mail rejected. OFR_506 [506]", BounceClass.Spam },
        { "Yandex", 554, "5.7.1", "Message rejected under suspicion of SPAM; https://ya.cc/1IrBc", BounceClass.Spam },
        { "Mail.ru", 550, null, "spam message rejected. Please visit http://help.mail.ru/notspam-support/", BounceClass.Spam },
        { "Mimecast", 550, null, "Rejected by header based manually Blocked Senders: news@shop.example", BounceClass.Spam },
        { "Proofpoint", 554, null, "Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.10", BounceClass.Spam },
        { "Barracuda", 550, null, "permanent failure for one or more recipients (anna@example.net:blocked)", BounceClass.Spam },
        { "Postfix", 554, "5.7.1", "Service unavailable; Client host [192.0.2.10] blocked using zen.spamhaus.org", BounceClass.Spam },
        { "A policy with the code of an address", 550, "5.1.1", "Message rejected: classified as spam", BounceClass.Spam },
        // The sender's fault.
        { "Google", 550, "5.7.26", "This mail has been blocked because the sender is unauthenticated.", BounceClass.Sender },
        { "Google", 550, "5.7.25", "The IP address sending this message does not have a PTR record setup", BounceClass.Sender },
        { "Microsoft", 550, "5.7.515", "Access denied, sending domain shop.example does not meet the required authentication level.", BounceClass.Sender },
        { "QQ", 550, null, "SPF check failed", BounceClass.Sender },
        { "QQ", 550, null, "DMARC check failed", BounceClass.Sender },
        { "NetEase", 553, null, "Requested action not taken: NULL sender is not allowed", BounceClass.Sender },
        { "Postfix", 450, "4.1.8", "<news@shop.example>: Sender address rejected: Domain not found", BounceClass.Sender },
        { "RFC 7505", 550, "5.7.27", "Sender address has null MX", BounceClass.Sender },
        // Other reasons.
        { "Google", 552, "5.3.4", "Your message exceeded Google's message size limits.", BounceClass.Other },
        { "Postfix", 554, "5.7.1", "<anna@example.net>: Relay access denied", BounceClass.Other },
        { "Exim", 550, null, "relay not permitted", BounceClass.Other },
        { "Yandex", 550, "5.7.1", "No such user!", BounceClass.Other },
        { "Nobody", 550, null, "", BounceClass.Other },
        { "Nobody", 550, "5.0.0", "go away", BounceClass.Other },
        { "A host's name", 550, "5.1.1", "spamfilter.example.net: <anna@example.net>: recipient rejected", BounceClass.InvalidAddress },
        // The connection's fault.
        { "A relay", 550, "5.4.1", "connect to mx.example.net[192.0.2.25]:25: Connection timed out", BounceClass.Connection },
        { "qmail", 0, null, "Connected to 192.0.2.25 but greeting failed. I'm not going to try again; this message has been in the queue too long.", BounceClass.Connection },
    };

    [Theory]
    [MemberData(nameof(Recipients))]
    public void The_reason_is_read_from_code_and_text(string provider, int code, string? enhanced, string text, BounceClass expected) =>
        Assert.True(expected == BounceClassifier.ClassifyReport(new(code, enhanced, text)), $"{provider}: {BounceClassifier.ClassifyReport(new(code, enhanced, text))}");

    [Theory]
    [InlineData(550, "5.7.1", "no such user here")]
    [InlineData(550, "5.7.26", "user unknown")]
    [InlineData(552, "5.2.2", "user unknown")]
    [InlineData(550, "5.1.8", "user unknown")]
    [InlineData(550, null, "rejected")]
    [InlineData(554, "5.0.0", "transaction failed")]
    [InlineData(550, "5.3.0", "an error has occurred")]
    public void Nothing_that_a_code_contradicts_and_nothing_unnamed_makes_an_address_invalid(int code, string? enhanced, string text) =>
        Assert.NotEqual(BounceClass.InvalidAddress, BounceClassifier.Classify(new(code, enhanced, text), SmtpPhase.Recipient));

    [Theory]
    [InlineData(550, "4.2.2", true)]
    [InlineData(450, "5.1.1", false)]
    [InlineData(451, null, false)]
    [InlineData(550, null, true)]
    public void The_first_digit_of_the_basic_code_decides_whether_it_is_tried_again(int code, string? enhanced, bool isPermanent)
    {
        Assert.Equal(isPermanent, BounceClassifier.IsPermanent(new(code, enhanced, "user unknown"), SmtpPhase.Recipient));
        Assert.Equal(isPermanent, BounceClassifier.Classify(new(code, enhanced, "user unknown"), SmtpPhase.Recipient) != BounceClass.Temporary);
    }

    [Fact]
    public void A_refusal_of_the_sender_is_never_the_recipients_fault()
    {
        foreach (var text in (string[])["user unknown", "no such user", "mailbox full", ""])
        {
            Assert.Equal(BounceClass.Sender, BounceClassifier.Classify(new(550, "5.1.1", text), SmtpPhase.MailFrom));
            Assert.Equal(BounceClass.Sender, BounceClassifier.Classify(new(535, "5.7.8", text), SmtpPhase.Auth));
        }
    }

    [Fact]
    public void Some_phrases_mean_something_with_one_provider_only()
    {
        Assert.Equal(BounceClass.InvalidAddress, BounceClassifier.Classify(new(550, "5.1.0", "Address rejected"), SmtpPhase.Recipient, "mx1.comcast.net:25"));
        Assert.Equal(BounceClass.Other, BounceClassifier.Classify(new(550, "5.1.0", "Address rejected"), SmtpPhase.Recipient, "mx.example.net:25"));
    }
}
