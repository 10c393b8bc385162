using Ses.Composition.Internal.Dkim;
using Ses.Ledger;
using Ses.Templates.Internal;

namespace Ses.Composition.Internal;

/// <summary>Prepares messages: what all recipients share is made once.</summary>
internal static class MessageComposer
{
    /// <param name="message">The message.</param>
    /// <param name="templates">Its template, compiled; null for own content.</param>
    /// <param name="signers">What signs it; empty for none.</param>
    /// <param name="links">How recipients of marketing mail leave.</param>
    public static PreparedMessage Prepare(MailMessage message, TemplateSet? templates, IReadOnlyList<DkimSigner> signers, UnsubscribeLinks links) =>
        new(message, MessageContent.Of(message.Recipe, templates), signers, links);
}
