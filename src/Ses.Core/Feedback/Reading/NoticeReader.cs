using Ses.Delivery;
using Ses.Delivery.Internal;
using Ses.Ledger;

namespace Ses.Feedback.Reading;

/// <summary>Reads mails that say in words what became of a mail: the bounces of old servers and gateways, delay notes, automatic replies.</summary>
internal static class NoticeReader
{
    private static readonly string[] Daemons =
        ["mailer-daemon", "mailerdaemon", "mail-daemon", "postmaster", "mdaemon", "daemon", "mail delivery", "mailer", "maildelivery", "mail administrator", "system administrator",
         "mail system", "mail subsystem", "delivery subsystem", "delivery system", "bounce", "internet mail", "mta", "smtp", "mailadm", "系统", "系統"];

    private static readonly string[] Correspondents = ["From", "To", "Reply-To", "Cc", "Return-Path", "Errors-To", "Sender"];

    public static ReadReport Read(MailParts mail, NoticeText note)
    {
        var subject = PlainWords.Of(mail.Subject);
        var text = PlainWords.Of(note.Own);
        var kind = mail.Disposition is { } disposition ? OfDisposition(disposition, text) : KindOf(mail, subject, text);
        return new()
        {
            Kind = kind,
            Recipients = kind is FeedbackKind.Bounce or FeedbackKind.Delay or FeedbackKind.Success ? RecipientsOf(mail, note, kind) : [],
            SourceId = "",
        };
    }

    // A filter that refuses mail says so by a receipt with "deleted" (RFC 5429 §2.1.2.2); a receipt of a mail that was read or thrown away says nothing of failure.
    private static FeedbackKind OfDisposition(string disposition, string text) =>
        (disposition.Contains("deleted", StringComparison.OrdinalIgnoreCase) || disposition.Contains("denied", StringComparison.OrdinalIgnoreCase)
            || disposition.Contains("failed", StringComparison.OrdinalIgnoreCase)) && NoticePhrases.Failed.IsIn(text)
            ? FeedbackKind.Bounce
            : FeedbackKind.AutoReply;

    private static FeedbackKind KindOf(MailParts mail, string subject, string text)
    {
        var isDaemon = mail.IsDeliveryReport || IsDaemon(mail.Field("From")) || IsDaemon(mail.Field("Return-Path")) || mail.Field("X-Failed-Recipients") is not null;
        var isFailed = NoticePhrases.FailedSubject.IsIn(subject);
        if (!isDaemon && !isFailed && (AutomaticReplies.IsMarked(mail) || NoticePhrases.AutoSubject.IsIn(subject)))
            return FeedbackKind.AutoReply;
        if (NoticePhrases.SuccessSubject.IsIn(subject))
            return FeedbackKind.Success;
        var tellsFailure = NoticePhrases.Failed.IsIn(text) || mail.Field("X-Failed-Recipients") is not null;
        if ((isDaemon || isFailed || mail.Originals.Count > 0 || NoticePhrases.Delayed.IsIn(subject))
            && (NoticePhrases.Delayed.IsIn(subject) || NoticePhrases.Delayed.IsIn(text)) && !NoticePhrases.Final.IsIn(text))
            return FeedbackKind.Delay;
        if (NoticePhrases.AutoSubject.IsIn(subject) && (AutomaticReplies.HasText(text) || !tellsFailure))
            return FeedbackKind.AutoReply;
        var quotesReply = ReplyText.Read(text) is { Code: > 0 } or { EnhancedCode: not null };
        if ((isDaemon || isFailed) && (tellsFailure || isFailed || quotesReply || BouncePhrases.ReasonIn(text, null) is { Weight: not SaidWeight.Word }))
            return FeedbackKind.Bounce;
        if (tellsFailure && quotesReply)
            return FeedbackKind.Bounce;
        return AutomaticReplies.HasText(text) ? FeedbackKind.AutoReply : FeedbackKind.Other;
    }

    private static bool IsDaemon(string? from)
    {
        foreach (var daemon in Daemons)
        {
            if (from?.Contains(daemon, StringComparison.OrdinalIgnoreCase) == true)
                return true;
        }

        return false;
    }

    private static IReadOnlyList<ReportedRecipient> RecipientsOf(MailParts mail, NoticeText note, FeedbackKind kind)
    {
        var addresses = AddressesOf(mail, note);
        return addresses.Count == 0
            ? [RecipientOf(null, note.Own, note, kind)]
            : [.. addresses.Select(address => RecipientOf(address, addresses.Count == 1 ? note.Own : NoticeContext.Around(note, address), note, kind))];
    }

    private static IReadOnlyList<string> AddressesOf(MailParts mail, NoticeText note)
    {
        // Exim and Google put them into the header.
        if (mail.Field("X-Failed-Recipients") is { } failed && FoundAddress.In(failed, 0).Select(address => address.Address).Distinct(StringComparer.OrdinalIgnoreCase).ToList() is { Count: > 0 } named)
            return named;
        var others = new HashSet<string>(
            Correspondents.SelectMany(name => FoundAddress.In(mail.Field(name) ?? "", 0)).Select(address => address.Address),
            StringComparer.OrdinalIgnoreCase);
        var found = AddressFinder.Find(note, others);
        return found.Count > 0 ? [.. found.Select(address => address.Address)] : OriginalRecipients(mail, note, others);
    }

    // Where the note itself names nobody: the only recipient of the mail that it sends back.
    private static IReadOnlyList<string> OriginalRecipients(MailParts mail, NoticeText note, HashSet<string> others)
    {
        foreach (var original in mail.Originals)
        {
            if (FoundAddress.In(original["To"] ?? "", 0).Select(address => address.Address).ToList() is [var only])
                return [only];
        }

        foreach (var line in note.Quoted)
        {
            if (line.AsSpan().TrimStart(" >|").StartsWith("To:", StringComparison.OrdinalIgnoreCase))
                return [.. FoundAddress.In(line, 0).Select(address => address.Address).Where(address => !others.Contains(address)).Take(1)];
        }

        return [];
    }

    private static ReportedRecipient RecipientOf(string? address, string context, NoticeText note, FeedbackKind kind)
    {
        var reply = ReplyText.Read(context);
        var host = address?.LastIndexOf('@') is >= 0 and var at ? address[(at + 1)..] : null;
        return new()
        {
            Recipient = address,
            FinalRecipient = address,
            Action = kind switch
            {
                FeedbackKind.Bounce => FeedbackAction.Failed,
                FeedbackKind.Delay => FeedbackAction.Delayed,
                _ => FeedbackAction.Delivered,
            },
            Class = kind switch
            {
                FeedbackKind.Bounce => ClassOf(reply, host, context, note),
                FeedbackKind.Delay => BounceClass.Temporary,
                _ => null,
            },
            Reply = reply,
        };
    }

    private static BounceClass ClassOf(SmtpReplyFact reply, string? host, string context, NoticeText note)
    {
        var near = BounceClassifier.ClassifyReport(reply with { Text = context }, host);
        return near != BounceClass.Other || context.Length == note.Own.Length ? near : BounceClassifier.ClassifyReport(ReplyText.Read(note.Own) with { Text = note.Own }, host);
    }
}
