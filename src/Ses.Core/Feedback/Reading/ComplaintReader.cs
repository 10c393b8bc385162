using System.Globalization;
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
        {
            var fields = FieldGroups.Read(report).SelectMany(group => group).ToList();
            var named = RecipientsOf(fields, mail);
            return ReportOf(FromFields(fields, named.Count > 0 ? named : ShownIn(mail), mail), named);
        }


        var recipient = mail.Originals.Select(original => original[HotmailRecipient]).FirstOrDefault(value => value is not null) ?? mail.Field(HotmailRecipient);
        var isReport = mail.Originals.Count > 0 && NoticePhrases.ComplaintSubject.IsIn(PlainWords.Of(mail.Subject));
        return recipient is null && !isReport ? null : ReportOf(FromOriginal(recipient, mail), TypedValue.AddressOf(recipient) is { } address ? [address] : []);
    }

    private static ReadReport ReportOf(ComplaintReport complaint, IReadOnlyList<string> recipients) => new()
    {
        Kind = complaint.FeedbackType switch
        {
            "abuse" or "fraud" or "virus" or "other" or "miscategorized" => FeedbackKind.Complaint,
            "opt-out" or "opt-out-list" => FeedbackKind.OptOut,
            _ => FeedbackKind.Notice,
        },
        Recipients = recipients.Count == 0 ? [new ReportedRecipient()] : [.. recipients.Select(recipient => new ReportedRecipient { Recipient = recipient })],
        Complaint = complaint,
        SourceId = "",
    };

    private static ComplaintReport FromFields(IReadOnlyList<ReportField> fields, IReadOnlyList<string> recipients, MailParts mail) => new()
    {
        FeedbackType = FirstWord(fields.Find("feedback-type") ?? "abuse"),
        OriginalRecipients = recipients,
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

    // To whom the mail shows itself, which need not be who complained: for reading, not for matching.
    private static IReadOnlyList<string> ShownIn(MailParts mail)
    {
        foreach (var original in mail.Originals)
        {
            if (FoundAddress.In(original["To"] ?? "", 0).Select(address => address.Address).Take(2).ToList() is [var only])
                return [only];
        }

        return [];
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
