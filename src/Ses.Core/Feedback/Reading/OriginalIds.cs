namespace Ses.Feedback.Reading;

/// <summary>Finds which mail a report is about, and to whom the report came.</summary>
internal static class OriginalIds
{
    private const int Max = 20;

    private static readonly string[] Destinations =
        ["To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "X-Forwarded-To", "Apparently-To", "X-Real-To"];

    /// <summary>Message-IDs without angle brackets: the original's own field, then the report's fields, then what a note quotes, then what the report answers to.</summary>
    public static IReadOnlyList<string> Of(MailParts mail, NoticeText note, ComplaintReport? complaint)
    {
        var ids = new List<string>();
        foreach (var original in mail.Originals)
            Add(ids, original["Message-Id"]);
        Add(ids, complaint?.OriginalMessageId);
        foreach (var status in mail.DeliveryStatuses.Append(mail.Disposition ?? ""))
            AddFields(ids, status);
        foreach (var line in note.Quoted.Concat(note.Lines))
        {
            if (line.AsSpan().TrimStart(" >|").StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase) || line.Contains("message id", StringComparison.OrdinalIgnoreCase))
                Add(ids, line);
        }

        Add(ids, mail.Field("X-Original-Message-ID"));
        Add(ids, mail.Field("In-Reply-To"));
        Add(ids, mail.Field("References"));
        return [.. ids.Distinct(StringComparer.OrdinalIgnoreCase).Take(Max)];
    }

    /// <summary>The addresses in the fields that say to whom a mail was delivered.</summary>
    public static IReadOnlyList<string> DestinationsOf(MailParts mail) =>
    [
        .. mail.Headers.Where(header => Destinations.Contains(header.Field, StringComparer.OrdinalIgnoreCase))
            .Take(Max)
            .SelectMany(header => FoundAddress.In(Bounded(header.Value), 0).Take(Max))
            .Select(address => address.Address)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    private static void AddFields(List<string> ids, string status)
    {
        foreach (var group in FieldGroups.Read(status))
        {
            Add(ids, group.Find("original-message-id"));
            Add(ids, group.Find("x-original-message-id"));
            // What we send as ENVID is a Message-ID's left part (RFC 3461 §4.4), if anything.
            Add(ids, group.Find("original-envelope-id"));
        }
    }

    private static void Add(List<string> ids, string? field)
    {
        if (field is null)
            return;
        foreach (var id in FoundAddress.In(Bounded(field), 0).Take(Max))
            ids.Add(id.Address);
    }

    private static string Bounded(string text) => text.Length <= 4_000 ? text : text[..4_000];
}
