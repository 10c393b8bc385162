using Ses.Delivery;
using Ses.Ledger;

namespace Ses.Core.Tests.Delivery;

/// <summary>Answers as providers and servers publish or print them, and why they are given.</summary>
public sealed class WhenAProviderRefuses
{
    private static readonly Refusal[] Table =
    [
        // No such mailbox or domain.
        new("Google", 550, "5.1.1", "The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. https://support.google.com/mail/?p=NoSuchUser", BounceClass.InvalidAddress),
        new("Google", 550, "5.2.1", "The email account that you tried to reach is inactive. https://support.google.com/mail/?p=DisabledUser", BounceClass.InvalidAddress),
        new("Microsoft", 550, "5.5.0", "Requested action not taken: mailbox unavailable (S2017062302).", BounceClass.InvalidAddress),
        new("Exchange Online", 550, "5.1.10", "RESOLVER.ADR.RecipientNotFound; Recipient anna@example.net not found by SMTP address lookup", BounceClass.InvalidAddress),
        new("Exchange Online", 550, "5.4.1", "Recipient address rejected: Access denied. For more information see https://aka.ms/EXOSmtpErrors", BounceClass.InvalidAddress),
        new("Yahoo", 554, null, "delivery error: dd This user doesn't have a yahoo.com account (anna@yahoo.com) [0] - mta1.mail.yahoo.com", BounceClass.InvalidAddress),
        new("Yahoo", 552, "5.5.2", "delivery error: dd Sorry, your message to anna@yahoo.com cannot be delivered. This mailbox is disabled (554.30).", BounceClass.InvalidAddress),
        new("iCloud", 550, "5.1.1", "<anna@icloud.com>: user does not exist", BounceClass.InvalidAddress),
        new("QQ", 550, null, "Mailbox not found. http://service.mail.qq.com/cgi-bin/help?subtype=1&&no=1000728", BounceClass.InvalidAddress),
        new("QQ", 550, null, "The recipient is a deactivated mailbox", BounceClass.InvalidAddress),
        new("NetEase", 550, null, "User not found: anna@163.com", BounceClass.InvalidAddress),
        new("NetEase", 550, null, "User suspended", BounceClass.InvalidAddress),
        new("Aliyun", 554, null, "Reject by behaviour: mailbox not found", BounceClass.InvalidAddress),
        new("Comcast", 550, "5.1.1", "<anna@comcast.net>... Not our Customer", BounceClass.InvalidAddress),
        new("GMX", 550, null, "Requested action not taken: mailbox unavailable", BounceClass.InvalidAddress),
        new("Orange", 550, "5.1.1", "Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]", BounceClass.InvalidAddress),
        new("Mail.ru", 550, null, "Message was not accepted -- invalid mailbox. Local mailbox anna@mail.ru is unavailable: user not found", BounceClass.InvalidAddress),
        new("Proofpoint", 550, "5.1.1", "<anna@example.net>... User unknown", BounceClass.InvalidAddress),
        new("Mimecast", 550, null, "Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550", BounceClass.InvalidAddress),
        new("Postfix", 550, "5.1.1", "<anna@example.net>: Recipient address rejected: User unknown in virtual mailbox table", BounceClass.InvalidAddress),
        new("Exim", 550, null, "Unrouteable address", BounceClass.InvalidAddress),
        new("Exim", 550, null, "No Such User Here", BounceClass.InvalidAddress),
        new("Sendmail", 550, "5.1.1", "<anna@example.net>... User unknown", BounceClass.InvalidAddress),
        new("qmail", 511, null, "sorry, no mailbox here by that name (#5.1.1 - chkuser)", BounceClass.InvalidAddress),
        new("German", 550, null, "Empfänger unbekannt", BounceClass.InvalidAddress),
        new("Chinese", 550, null, "收件人不存在", BounceClass.InvalidAddress),
        new("RFC 7504, without a code that names the domain", 556, null, "", BounceClass.Other),
        new("RFC 7505", 550, "5.1.10", "Recipient address has null MX", BounceClass.InvalidAddress),
        // The mailbox is full.
        new("Google", 552, "5.2.2", "The email account that you tried to reach is over quota. https://support.google.com/mail/?p=OverQuotaPerm", BounceClass.MailboxFull),
        new("Microsoft", 554, "5.2.2", "mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException", BounceClass.MailboxFull),
        new("Yahoo", 552, "5.2.2", "user is over quota", BounceClass.MailboxFull),
        new("Yandex", 552, "5.2.2", "Mailbox size limit exceeded", BounceClass.MailboxFull),
        new("Orange", 552, "5.1.1", "Boite du destinataire pleine. Recipient overquota. OFR_417 [417]", BounceClass.MailboxFull),
        new("Dovecot", 550, null, "Quota exceeded (mailbox for user is full)", BounceClass.MailboxFull),
        new("QQ", 550, null, "Mailbox space not enough", BounceClass.MailboxFull),
        new("Mailbox that is both", 550, "5.1.1", "mailbox is full", BounceClass.MailboxFull),
        // Spam and policy.
        new("Google", 550, "5.7.1", "Our system has detected that this message is likely unsolicited mail. https://support.google.com/mail/?p=UnsolicitedMessageError", BounceClass.Spam),
        new("Google", 550, "5.7.28", "Our system has detected an unusual rate of unsolicited mail originating from your IP address.", BounceClass.Spam),
        new("Microsoft", 550, "5.7.1", "Unfortunately, messages from [192.0.2.10] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).", BounceClass.Spam),
        new("Yahoo", 554, "5.7.9", "Message not accepted for policy reasons. See https://senders.yahooinc.com/error-codes", BounceClass.Spam),
        new("Yahoo", 553, "5.7.2", "[TSS09] All messages from 192.0.2.10 will be permanently deferred", BounceClass.Spam),
        new("iCloud", 554, "5.7.1", "[CS01] Message rejected due to local policy. Please visit https://support.apple.com/en-us/HT204137", BounceClass.Spam),
        new("QQ", 550, null, "Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000726", BounceClass.Spam),
        new("QQ", 550, null, "Ip frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000725", BounceClass.Spam),
        new("QQ", 550, null, "Suspected bounce attacks", BounceClass.Spam),
        new("NetEase", 554, null, "DT:SPM 163 smtp9,DcCowAAX", BounceClass.Spam),
        new("NetEase", 554, null, "HL:IPB 192.0.2.10 is in blacklist", BounceClass.Spam),
        new("Comcast", 554, null, "resimta-po-01v.sys.comcast.net comcast 192.0.2.10 Comcast block for spam. Please see http://postmaster.comcast.net/smtp-error-codes.php#BL000010", BounceClass.Spam),
        new("GMX", 554, null, "Transaction failed: Reject due to policy restrictions.", BounceClass.Spam),
        new("Orange", 550, "5.2.0", "Mail rejete. Mail rejected. OFR_506 [506]", BounceClass.Spam),
        new("Yandex", 554, "5.7.1", "Message rejected under suspicion of SPAM; https://ya.cc/1IrBc", BounceClass.Spam),
        new("Mail.ru", 550, null, "spam message rejected. Please visit http://help.mail.ru/notspam-support/", BounceClass.Spam),
        new("Mimecast", 550, null, "Rejected by header based manually Blocked Senders: news@shop.example", BounceClass.Spam),
        new("Proofpoint", 554, null, "Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.10", BounceClass.Spam),
        new("Barracuda", 550, null, "permanent failure for one or more recipients (anna@example.net:blocked)", BounceClass.Spam),
        new("Postfix", 554, "5.7.1", "Service unavailable; Client host [192.0.2.10] blocked using zen.spamhaus.org", BounceClass.Spam),
        new("A policy with the code of an address", 550, "5.1.1", "Message rejected: classified as spam", BounceClass.Spam),
        // The sender's fault.
        new("Google", 550, "5.7.26", "This mail has been blocked because the sender is unauthenticated.", BounceClass.Sender),
        new("Google", 550, "5.7.25", "The IP address sending this message does not have a PTR record setup", BounceClass.Sender),
        new("Microsoft", 550, "5.7.515", "Access denied, sending domain shop.example does not meet the required authentication level.", BounceClass.Sender),
        new("QQ", 550, null, "SPF check failed", BounceClass.Sender),
        new("QQ", 550, null, "DMARC check failed", BounceClass.Sender),
        new("NetEase", 553, null, "Requested action not taken: NULL sender is not allowed", BounceClass.Sender),
        new("Postfix", 450, "4.1.8", "<news@shop.example>: Sender address rejected: Domain not found", BounceClass.Sender),
        new("RFC 7505", 550, "5.7.27", "Sender address has null MX", BounceClass.Sender),
        // Other reasons.
        new("Google", 552, "5.3.4", "Your message exceeded Google's message size limits.", BounceClass.Other),
        new("Postfix", 554, "5.7.1", "<anna@example.net>: Relay access denied", BounceClass.Other),
        new("Exim", 550, null, "relay not permitted", BounceClass.Other),
        new("Yandex", 550, "5.7.1", "No such user!", BounceClass.Other),
        new("Nobody", 550, null, "", BounceClass.Other),
        new("Nobody", 550, "5.0.0", "go away", BounceClass.Other),
        new("A host's name", 550, "5.1.1", "spamfilter.example.net: <anna@example.net>: recipient rejected", BounceClass.InvalidAddress),
        // The connection's fault.
        new("A relay", 550, "5.4.1", "connect to mx.example.net[192.0.2.25]:25: Connection timed out", BounceClass.Connection),
        new("qmail", 0, null, "Connected to 192.0.2.25 but greeting failed. I'm not going to try again; this message has been in the queue too long.", BounceClass.Connection),
        // Nothing that a code contradicts, and nothing unnamed, makes an address invalid.
        new("A policy that says no such user", 550, "5.7.1", "no such user here", BounceClass.Other) { Phase = SmtpPhase.Recipient },
        new("Authentication that says no such user", 550, "5.7.26", "user unknown", BounceClass.Sender) { Phase = SmtpPhase.Recipient },
        new("A quota that says no such user", 552, "5.2.2", "user unknown", BounceClass.MailboxFull) { Phase = SmtpPhase.Recipient },
        new("A sender's code that says no such user", 550, "5.1.8", "user unknown", BounceClass.Sender) { Phase = SmtpPhase.Recipient },
        new("Nobody", 550, null, "rejected", BounceClass.Other) { Phase = SmtpPhase.Recipient },
        new("Nobody", 554, "5.0.0", "transaction failed", BounceClass.Other) { Phase = SmtpPhase.Recipient },
        new("Nobody", 550, "5.3.0", "an error has occurred", BounceClass.Other) { Phase = SmtpPhase.Recipient },
        // The first digit of the basic code decides whether it is tried again.
        new("A bounce with a temporary enhanced code", 550, "4.2.2", "user unknown", BounceClass.MailboxFull) { Phase = SmtpPhase.Recipient },
        new("A deferral with a permanent enhanced code", 450, "5.1.1", "user unknown", BounceClass.Temporary) { Phase = SmtpPhase.Recipient },
        new("A deferral", 451, null, "user unknown", BounceClass.Temporary) { Phase = SmtpPhase.Recipient },
        new("A bounce", 550, null, "user unknown", BounceClass.InvalidAddress) { Phase = SmtpPhase.Recipient },
        // A refusal of the sender is never the recipient's fault.
        new("At MAIL FROM", 550, "5.1.1", "user unknown", BounceClass.Sender) { Phase = SmtpPhase.MailFrom },
        new("At MAIL FROM", 550, "5.1.1", "mailbox full", BounceClass.Sender) { Phase = SmtpPhase.MailFrom },
        new("At MAIL FROM", 550, "5.1.1", "", BounceClass.Sender) { Phase = SmtpPhase.MailFrom },
        new("At AUTH", 535, "5.7.8", "no such user", BounceClass.Sender) { Phase = SmtpPhase.Auth },
        new("At AUTH", 535, "5.7.8", "", BounceClass.Sender) { Phase = SmtpPhase.Auth },
        // Some phrases mean something with one provider only.
        new("Comcast", 550, "5.1.0", "Address rejected", BounceClass.InvalidAddress) { Phase = SmtpPhase.Recipient, Host = "mx1.comcast.net:25" },
        new("Not Comcast", 550, "5.1.0", "Address rejected", BounceClass.Other) { Phase = SmtpPhase.Recipient, Host = "mx.example.net:25" },
    ];

    public static TheoryData<Refusal> Refusals => new(Table);

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void The_reason_is_read_from_code_text_phase_and_provider(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var reply = new SmtpReplyFact(refusal.Code, refusal.EnhancedCode, refusal.Text);
        var read = refusal.Phase is { } phase ? BounceClassifier.Classify(reply, phase, refusal.Host) : BounceClassifier.ClassifyReport(reply, refusal.Host);
        Assert.True(refusal.Expected == read, $"{refusal}: {read}");
        Assert.Equal(read == BounceClass.Temporary, refusal.Phase is { } at && !BounceClassifier.IsPermanent(reply, at));
    }

    /// <summary>An answer and how it is to be read.</summary>
    /// <param name="Who">Who gives it.</param>
    /// <param name="Code">The basic code.</param>
    /// <param name="EnhancedCode">The enhanced code.</param>
    /// <param name="Text">The text.</param>
    /// <param name="Expected">Its class.</param>
    public sealed record Refusal(string Who, int Code, string? EnhancedCode, string Text, BounceClass Expected)
    {
        /// <summary>To what it was the answer; null where a report quotes it.</summary>
        public SmtpPhase? Phase { get; init; }

        /// <summary>The server.</summary>
        public string? Host { get; init; }
    }
}
