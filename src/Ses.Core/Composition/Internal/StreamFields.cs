using System.Security.Cryptography;
using System.Text;
using Ses.Composition.Internal.Fields;
using Ses.Ledger;

namespace Ses.Composition.Internal;

/// <summary>
/// Fields that a stream asks for. Marketing mail says how to leave it (RFC 2369), and which list it is (RFC 2919): all of a sender domain's, since that is what
/// one unsubscribes from. Mail that a program sends on its own says so (RFC 3834). All mail has a Feedback-ID, by which providers count complaints.
/// </summary>
internal static class StreamFields
{
    public static void Add(HeaderLayoutBuilder header, MailMessage message, UnsubscribeLinks links, Func<string, bool> isPresent)
    {
        var isMarketing = message.Stream == MailStream.Marketing;
        if (isMarketing && !isPresent("List-Unsubscribe") && !isPresent("List-Unsubscribe-Post"))
            AddUnsubscribe(header, message, links);
        if (isMarketing && !isPresent("List-Id"))
            header.Text("List-Id", $"<marketing.{message.SenderDomain}>");
        if (!isPresent("Feedback-ID"))
            header.Text("Feedback-ID", FeedbackIdOf(message));
        if (IsAutomatic(message) && !isPresent("Auto-Submitted"))
            header.Text("Auto-Submitted", "auto-generated");
    }

    private static void AddUnsubscribe(HeaderLayoutBuilder header, MailMessage message, UnsubscribeLinks links)
    {
        if (links.OneClick is null)
        {
            header.Text("List-Unsubscribe", links.ValueFor(message.Recipe, null));
            return;
        }

        header.Slot(HeaderSlot.ListUnsubscribe);
        header.Text("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }

    // A whole mail of the caller's is what the caller says it is.
    private static bool IsAutomatic(MailMessage message) =>
        message.Task is not null || (message.Stream == MailStream.Transactional && message.Recipe.Content is not RecipeContent.FromMime);

    // task:template:stream:sender. The sender is stable and of 5 to 15 characters; nothing is unique to one mail.
    private static string FeedbackIdOf(MailMessage message)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{message.Account}\n{message.SenderDomain}"), hash);
        var task = message.Task is { } id ? $"task-{id}" : "single";
        var template = message.Template is { } made ? $"template-{made}" : "own";
        var stream = message.Stream == MailStream.Marketing ? "marketing" : "transactional";
        return $"{task}:{template}:{stream}:ses{Convert.ToHexStringLower(hash[..5])}";
    }
}
