using System.Globalization;
using MimeKit;
using Ses.Delivery.Internal;

namespace Ses.Feedback.Reading;

/// <summary>Reads feedback reports (RFC 5965, RFC 6591), and complaints in the forms of providers that send none: Microsoft's junk mail reports, older loops.</summary>
internal static class ComplaintReader
{
    private const string HotmailRecipient = "X-HmXmrOriginalRecipient";

    /// <summary>Null where the mail is no complaint.</summary>
    public static ReadReport? Read(MailParts mail)
    {
        if (mail.FeedbackReport is { } report)
            return ReportOf(FromFields([.. FieldGroups.Read(report).SelectMany(group => group)], mail));
        var recipient = mail.Originals.Select(original => original[HotmailRecipient]).FirstOrDefault(value => value is not null) ?? mail.Field(HotmailRecipient);
        var isReport = mail.Originals.Count > 0 && NoticePhrases.ComplaintSubject.IsIn(PlainWords.Of(mail.Field("Subject") ?? ""));
        return recipient is null && !isReport ? null : ReportOf(FromOriginal(recipient, mail));
    }

    private static ReadReport ReportOf(ComplaintReport complaint) => new()
    {
        Kind = complaint.FeedbackType switch
        {
            "abuse" or "fraud" or "virus" or "other" or "miscategorized" => FeedbackKind.Complaint,
            "opt-out" or "opt-out-list" => FeedbackKind.OptOut,
            _ => FeedbackKind.Notice,
        },
        Recipients = complaint.OriginalRecipients.Count == 0
            ? [new ReportedRecipient()]
            : [.. complaint.OriginalRecipients.Select(recipient => new ReportedRecipient { Recipient = recipient })],
        Complaint = complaint,
        SourceId = "",
    };

    private static ComplaintReport FromFields(IReadOnlyList<ReportField> fields, MailParts mail) => new()
    {
        FeedbackType = FirstWord(fields.Find("feedback-type") ?? "abuse"),
        OriginalRecipients = RecipientsOf(fields, mail),
        OriginalMailFrom = TypedValue.AddressOf(fields.Find("original-mail-from")),
        SourceIp = fields.Find("source-ip"),
        ReportedDomains = [.. All(fields, "reported-domain")],
        UserAgent = fields.Find("user-agent"),
        ArrivalDate = fields.Find("arrival-date") ?? fields.Find("received-date"),
        Incidents = int.TryParse(fields.Find("incidents"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 1,
        AuthFailure = fields.Find("auth-failure"),
        OriginalMessageId = MessageIdOf(mail),
    };

    private static ComplaintReport FromOriginal(string? recipient, MailParts mail) => new()
    {
        FeedbackType = "abuse",
        OriginalRecipients = TypedValue.AddressOf(recipient) is { } address ? [address] : [],
        OriginalMessageId = MessageIdOf(mail),
    };

    // Redacted addresses are not addresses; the original's own header may still have Hotmail's field.
    private static IReadOnlyList<string> RecipientsOf(IReadOnlyList<ReportField> fields, MailParts mail)
    {
        var named = All(fields, "original-rcpt-to").Concat(All(fields, "removal-recipient"))
            .Concat(mail.Originals.Select(original => original[HotmailRecipient]).OfType<string>())
            .SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(TypedValue.AddressOf)
            .OfType<string>()
            .Where(address => address.Contains('@', StringComparison.Ordinal))
            .Distinct(StringComparer.OrdinalIgnoreCase);
        return [.. named.Take(500)];
    }

    private static string? MessageIdOf(MailParts mail)
    {
        foreach (var original in mail.Originals)
        {
            if (original["Message-Id"] is { } id && id.Trim(' ', '<', '>') is { Length: > 0 } plain)
                return plain;
        }

        return null;
    }

    private static string FirstWord(string value)
    {
        var end = value.AsSpan().IndexOfAny(" \t;(");
        return (end < 0 ? value : value[..end]).ToLowerInvariant();
    }

    private static IEnumerable<string> All(IReadOnlyList<ReportField> fields, string name) =>
        fields.Where(field => field.Name == name && field.Value.Length > 0).Select(field => field.Value);
}
