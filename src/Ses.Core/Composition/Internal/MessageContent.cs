using Ses.Ledger;
using Ses.Templates.Internal;

namespace Ses.Composition.Internal;

/// <summary>
/// What a message says to each recipient. Here a template that is but literals and slots may later hand over literals that are encoded already, instead of strings.
/// </summary>
internal abstract record MessageContent
{
    private MessageContent()
    {
    }

    /// <summary>The same to all.</summary>
    public sealed record Constant(RenderedContent Content) : MessageContent;

    /// <summary>Rendered for each.</summary>
    public sealed record Rendered(TemplateSet Templates, string? Data, DateTimeOffset AcceptedAt) : MessageContent;

    /// <summary>A whole mail as the caller gave it.</summary>
    public sealed record Raw(ReadOnlyMemory<byte> Mail) : MessageContent;

    public static MessageContent Of(MessageRecipe recipe, TemplateSet? templates) => recipe.Content switch
    {
        RecipeContent.FromTemplate => new Rendered(templates!, recipe.Data, recipe.Date),
        RecipeContent.FromParts parts => new Constant(new(recipe.Subject, parts.Html, parts.Text)),
        RecipeContent.FromMime mime => new Raw(mime.Mime),
        _ => throw new SesException(SesErrorCode.Invalid, $"content of the kind {recipe.Content.GetType().Name} cannot be composed"),
    };

    /// <summary>What the recipient of a delivery gets.</summary>
    public RenderedContent For(MailDelivery delivery) => this switch
    {
        Constant constant => constant.Content,
        Rendered rendered => rendered.Templates.Render(rendered.Data, delivery.Data, rendered.AcceptedAt),
        _ => throw new InvalidOperationException("a whole mail is not rendered"),
    };
}
