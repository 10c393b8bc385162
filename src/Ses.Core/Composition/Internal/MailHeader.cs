using System.Globalization;
using Ses.Composition.Internal.Bodies;
using Ses.Composition.Internal.Fields;
using Ses.Ledger;

namespace Ses.Composition.Internal;

/// <summary>The header of composed mail.</summary>
internal static class MailHeader
{
    /// <param name="message">The message.</param>
    /// <param name="body">Its body.</param>
    /// <param name="content">Where its subject comes from.</param>
    /// <param name="links">How recipients leave.</param>
    /// <param name="utf8">Whether addresses may be UTF-8.</param>
    public static HeaderLayout Compile(MailMessage message, BodyLayout body, MessageContent content, UnsubscribeLinks links, bool utf8)
    {
        var recipe = message.Recipe;
        var header = new HeaderLayoutBuilder().Mailboxes("From", [recipe.From], utf8);
        AddRecipients(header, recipe, utf8);
        header.Mailboxes("Reply-To", recipe.ReplyTo, utf8);
        if (content is MessageContent.Constant)
            header.Text("Subject", recipe.Subject);
        else
            header.Slot(HeaderSlot.Subject);
        header.Text("Date", DateText(recipe.Date));
        // Each recipient of a task gets a mail of its own; the copies of a single message are one mail.
        if (message.Task is null)
            header.Text("Message-ID", MessageIdOf(message));
        else
            header.Slot(HeaderSlot.MessageId);
        StreamFields.Add(header, message, links, name => recipe.Headers.Any(own => own.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
        foreach (var own in recipe.Headers)
            header.Text(own.Name, own.Value);
        return header
            .Text("MIME-Version", "1.0")
            .Raw("Content-Type", System.Text.Encoding.ASCII.GetBytes($"Content-Type: {body.ContentType}\r\n"))
            .Slot(HeaderSlot.TransferEncoding)
            .Build();
    }

    public static string MessageIdOf(MailMessage message) => $"<{message.Id}@{message.SenderDomain}>";

    public static string DateText(DateTimeOffset date) =>
        date.ToOffset(TimeSpan.Zero).ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture) + " +0000";

    private static void AddRecipients(HeaderLayoutBuilder header, MessageRecipe recipe, bool utf8)
    {
        if (recipe.To is not { } to)
            header.Slot(HeaderSlot.Recipient);
        // A mail to hidden recipients only still needs a destination field: RFC 5322 §3.6.3 allows none, receivers ask for one.
        else if (to.Count + recipe.Cc.Count == 0)
            header.Text("To", "undisclosed-recipients:;");
        else
            header.Mailboxes("To", to, utf8);
        header.Mailboxes("Cc", recipe.Cc, utf8);
    }
}
