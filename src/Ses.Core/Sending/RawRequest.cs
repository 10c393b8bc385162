using MimeKit;

namespace Ses.Sending;

/// <summary>Makes requests of whole mails.</summary>
internal static class RawRequest
{
    public static SendRequest Of(MimeMessage message)
    {
        // Parts without an encoding get one, as every client does before it sends.
        message.Prepare(EncodingConstraint.EightBit);
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        using var bytes = new MemoryStream();
        message.WriteTo(options, bytes);
        return Of(message, bytes.ToArray());
    }

    public static SendRequest Of(MimeMessage message, byte[] bytes) => new()
    {
        From = message.From.Count == 1 && message.From[0] is MailboxAddress from ? Text(from) : message.From.ToString(),
        To = Texts(message.To),
        Cc = Texts(message.Cc),
        Bcc = Texts(message.Bcc),
        Subject = message.Subject ?? "",
        Mime = bytes,
    };

    private static List<string> Texts(InternetAddressList addresses) => [.. addresses.Mailboxes.Select(Text)];

    private static string Text(MailboxAddress mailbox) => string.IsNullOrWhiteSpace(mailbox.Name)
        ? mailbox.Address
        : $"\"{mailbox.Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\" <{mailbox.Address}>";
}
