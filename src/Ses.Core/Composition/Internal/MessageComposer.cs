using Ses.Ledger;
using Ses.Templates.Internal;

namespace Ses.Composition.Internal;

/// <summary>Prepares messages: what all recipients share is made once.</summary>
internal static class MessageComposer
{
    /// <param name="message">The message.</param>
    /// <param name="templates">Its template, compiled; null for own content.</param>
    /// <param name="signers">What signs it; empty for none.</param>
    public static PreparedMessage Prepare(MailMessage message, TemplateSet? templates, IReadOnlyList<DkimSigner> signers) => new(
        message,
        message.Recipe.Content switch
        {
            RecipeContent.FromTemplate => delivery => templates!.Render(message.Recipe.Data, delivery.Data, message.AcceptedAt),
            RecipeContent.FromParts parts => Constant(new(message.Recipe.Subject, parts.Html, parts.Text)),
            _ => throw new SesException(SesErrorCode.Invalid, $"content of the kind {message.Recipe.Content.GetType().Name} cannot be composed"),
        },
        signers);

    private static Func<MailDelivery, RenderedContent> Constant(RenderedContent content) => _ => content;
}
