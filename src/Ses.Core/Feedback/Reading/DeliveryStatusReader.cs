using Ses.Delivery;
using Ses.Delivery.Internal;
using Ses.Ledger;

namespace Ses.Feedback.Reading;

/// <summary>Reads delivery status notifications (RFC 3464), also where the fields stand in a plain text part or the parts are out of order.</summary>
internal static class DeliveryStatusReader
{
    private const int MaxRecipients = 500;

    /// <summary>Null where the mail has no fields of a status.</summary>
    public static ReadReport? Read(MailParts mail, NoticeText note)
    {
        var statuses = mail.DeliveryStatuses.Count > 0 ? mail.DeliveryStatuses : FieldsIn(mail.Text);
        var groups = statuses.SelectMany(FieldGroups.Read).Where(IsOfRecipient).Take(MaxRecipients).ToList();
        if (groups.Count == 0 || AutomaticReplies.HasSubject(mail.Subject) && groups.TrueForAll(group => ActionOf(group) is FeedbackAction.None))
            return null;
        var recipients = groups.Select(group => RecipientOf(group, note)).Where(recipient => recipient.Action != FeedbackAction.None).ToList();
        return recipients.Count == 0 ? null : new() { Kind = KindOf(recipients), Recipients = recipients, SourceId = "" };
    }

    // Fields that a gateway has put into a text part, or that broken MIME hides.
    private static IReadOnlyList<string> FieldsIn(string text)
    {
        var start = text.IndexOf("Final-Recipient:", StringComparison.OrdinalIgnoreCase);
        if (start < 0 || !text.AsSpan(start).Contains("Action:", StringComparison.OrdinalIgnoreCase))
            return [];
        var group = text.LastIndexOf("\n\n", start, StringComparison.Ordinal);
        return [text[(group < 0 ? start : group)..]];
    }

    private static bool IsOfRecipient(IReadOnlyList<ReportField> group) =>
        group.Find("final-recipient") is not null || group.Find("original-recipient") is not null || (group.Find("action") is not null && group.Find("status") is not null);

    private static FeedbackKind KindOf(IReadOnlyList<ReportedRecipient> recipients)
    {
        if (recipients.Any(recipient => recipient.Action == FeedbackAction.Failed))
            return FeedbackKind.Bounce;
        return recipients.Any(recipient => recipient.Action == FeedbackAction.Delayed) ? FeedbackKind.Delay : FeedbackKind.Success;
    }

    private static FeedbackAction ActionOf(IReadOnlyList<ReportField> group)
    {
        var action = (group.Find("action") ?? "").ToLowerInvariant();
        var status = group.Find("status") ?? "";
        return action switch
        {
            _ when action.StartsWith("fail", StringComparison.Ordinal) => FeedbackAction.Failed,
            _ when action.StartsWith("delayed", StringComparison.Ordinal) => FeedbackAction.Delayed,
            _ when action.StartsWith("delivered", StringComparison.Ordinal) => FeedbackAction.Delivered,
            _ when action.StartsWith("relayed", StringComparison.Ordinal) => FeedbackAction.Relayed,
            _ when action.StartsWith("expanded", StringComparison.Ordinal) => FeedbackAction.Expanded,
            _ when action.StartsWith("expired", StringComparison.Ordinal) => FeedbackAction.Failed,
            _ when status.StartsWith('5') => FeedbackAction.Failed,
            _ when status.StartsWith('4') => FeedbackAction.Delayed,
            _ when status.StartsWith('2') => FeedbackAction.Delivered,
            _ => FeedbackAction.None,
        };
    }

    private static ReportedRecipient RecipientOf(IReadOnlyList<ReportField> group, NoticeText note)
    {
        var final = TypedValue.AddressOf(group.Find("final-recipient")) ?? TypedValue.AddressOf(group.Find("x-actual-recipient"));
        var original = TypedValue.AddressOf(group.Find("original-recipient"));
        var action = ActionOf(group);
        var diagnostic = TypedValue.Of(group.Find("diagnostic-code") ?? group.Find("x-supplementary-info") ?? "");
        var reply = ReplyText.Read(diagnostic, group.Find("status"));
        var host = group.Find("remote-mta") is { } remote ? TypedValue.Of(remote) : null;
        return new()
        {
            Recipient = original is not null && original.Contains('@', StringComparison.Ordinal) ? original : final ?? original,
            FinalRecipient = final,
            Action = action,
            Class = action switch
            {
                FeedbackAction.Failed => ClassOf(reply, host ?? DomainOf(final), final, note),
                FeedbackAction.Delayed => BounceClass.Temporary,
                _ => null,
            },
            Reply = reply,
            RemoteHost = host,
        };
    }

    // The fields first; where they say only "failed", what the note tells people.
    private static BounceClass ClassOf(SmtpReplyFact reply, string? host, string? recipient, NoticeText note)
    {
        var byFields = BounceClassifier.ClassifyReport(reply, host);
        if (byFields != BounceClass.Other || EnhancedCodes.ReasonOf(reply.EnhancedCode) is not null || BouncePhrases.ReasonIn(PlainWords.Of(reply.Text), host) is not null)
            return byFields;
        var told = recipient is null ? note.Own : NoticeContext.Around(note, recipient);
        return BounceClassifier.ClassifyReport(ReplyText.Read(told, reply.EnhancedCode), host);
    }

    private static string? DomainOf(string? address) => address?.LastIndexOf('@') is >= 0 and var at ? address[(at + 1)..] : null;
}
