using System.Security.Cryptography;
using Ses.Primitives;
using Ses.Sending;

namespace Ses.Composition.Tests;

/// <summary>Holds what a judge has read against what was sent.</summary>
internal static class ExpectedMail
{
    /// <summary>Everything that did not come back, in sentences.</summary>
    public static IEnumerable<string> Differences(MailCase sent, ReadMail read)
    {
        var request = sent.Request;
        return
        [
            .. Difference("subject", sent.Subject.Trim(), read.Subject?.Trim()),
            .. Difference("from", Shown([request.From]), Shown(read.From)),
            .. Difference("to", Shown(request.To), Shown(read.To)),
            .. Difference("cc", Shown(request.Cc), Shown(read.Cc)),
            .. Difference("reply-to", Shown(request.ReplyTo), Shown(read.ReplyTo)),
            .. sent.Text is null ? [] : Difference("text", Lines(sent.Text), Lines(read.Text)),
            .. sent.Text is null && string.IsNullOrWhiteSpace(read.Text) && sent.Html!.Contains('x', StringComparison.Ordinal) ? ["no text was made from the HTML"] : Array.Empty<string>(),
            .. sent.Words.Where(word => read.Text?.Contains(word, StringComparison.Ordinal) != true).Select(word => $"the text has no '{word}'"),
            .. Difference("html", Lines(sent.Html), Lines(read.Html)),
            .. Difference("calendar", Lines(request.Calendar?.Content), Lines(read.Calendar)),
            .. Difference("files", Files(sent), Files(read)),
            .. request.Headers.SelectMany(field => Difference(field.Key, field.Value, read.Fields.GetValueOrDefault(field.Key.ToLowerInvariant())).Where(_ => field.Value.All(char.IsAscii))),
            .. read.Defects.Select(defect => $"defect: {defect}"),
        ];
    }

    private static IEnumerable<string> Difference(string what, string? sent, string? read) =>
        sent == read ? [] : [$"{what}: sent {Cut(sent)}, read {Cut(read)}, first at {FirstDifference(sent ?? "", read ?? "")}"];

    private static int FirstDifference(string left, string right)
    {
        var at = 0;
        while (at < left.Length && at < right.Length && left[at] == right[at])
            at++;
        return at;
    }

    private static string Cut(string? text) => text is null ? "nothing" : $"'{(text.Length > 120 ? text[..120] + "…" : text)}'";

    // The line ends are the wire's; the last one belongs to the mail, not to the text. What has no place in mail comes back as a sign that it was there.
    private static string Lines(string? text) => (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').TrimEnd('\n');

    private static string Shown(IEnumerable<string> mailboxes) =>
        string.Join(", ", mailboxes.Select(text => Mailbox.Parse(text)).Select(mailbox => Shown(mailbox.DisplayName, mailbox.Address.ToString())));

    private static string Shown(IEnumerable<ReadMailbox> mailboxes) => string.Join(", ", mailboxes.Select(mailbox => Shown(mailbox.Name, mailbox.Address)));

    // Some show the domain in U-labels.
    private static string Shown(string? name, string address) => $"{name}<{(EmailAddress.TryParse(address, out var parsed) ? parsed.ToString() : address)}>";

    private static string Files(MailCase sent)
    {
        var files = sent.Request.Attachments.Concat(sent.MoreFiles).Select(file => file.ContentType == "message/rfc822" ? (file.FileName, "mail") : (file.FileName, Hash(file)));
        if (sent.Request.Calendar is { } calendar)
            files = files.Append((calendar.FileName, "calendar"));
        return string.Join(", ", files.Select(file => $"{file.FileName} {file.Item2}").Order(StringComparer.Ordinal));
    }

    private static string Files(ReadMail read) => string.Join(", ", read.Files
        .Select(file => $"{file.Name} {(file.Type == "message/rfc822" ? "mail" : file.Type == "application/ics" ? "calendar" : file.Sha256)}")
        .Order(StringComparer.Ordinal));

    private static string Hash(Attachment file) => Convert.ToHexStringLower(SHA256.HashData(file.Content.Span));
}
