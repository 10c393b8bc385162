using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Composition.Internal;

/// <summary>How the recipients of marketing mail leave (RFC 2369, RFC 8058).</summary>
/// <param name="Mailbox">Whom they write to; null for the message's Reply-To or sender.</param>
/// <param name="OneClick">The link of a recipient, which answers a POST; null while there is no such endpoint.</param>
internal sealed record UnsubscribeLinks(EmailAddress? Mailbox = null, Func<MailDelivery, Uri>? OneClick = null)
{
    /// <summary>The value of List-Unsubscribe.</summary>
    public string ValueFor(MessageRecipe recipe, MailDelivery? delivery)
    {
        var mailbox = Mailbox ?? (recipe.ReplyTo is [var replyTo, ..] ? replyTo.Address : recipe.From.Address);
        var mailto = $"<mailto:{Uri.EscapeDataString(mailbox.LocalPart)}@{mailbox.Domain}?subject=unsubscribe>";
        return OneClick is null || delivery is null ? mailto : $"<{OneClick(delivery).AbsoluteUri}>, {mailto}";
    }
}
