using Ses.Composition.Internal.Flat;
using Ses.Ledger;
using Ses.Templates.Internal;

namespace Ses.Composition.Internal;

/// <summary>What a message says to each recipient.</summary>
internal abstract record MessageContent
{
    private MessageContent()
    {
    }

    /// <summary>The same to all.</summary>
    public sealed record Constant(RenderedContent Content) : MessageContent;

    /// <summary>Rendered for each.</summary>
    public sealed record Rendered(TemplateSet Templates, string? Data, DateTimeOffset AcceptedAt, FlatMail? Flat) : MessageContent;

    /// <summary>A whole mail as the caller gave it.</summary>
    public sealed record Raw(ReadOnlyMemory<byte> Mail) : MessageContent;

    public static MessageContent Of(MessageRecipe recipe, TemplateSet? templates) => recipe.Content switch
    {
        RecipeContent.FromTemplate => new Rendered(templates!, recipe.Data, recipe.Date, FlatMail.Of(templates!)),
        RecipeContent.FromParts parts => new Constant(new(recipe.Subject, parts.Html, parts.Text)),
        RecipeContent.FromMime mime => new Raw(mime.Mime),
        _ => throw new SesException(SesErrorCode.Invalid, $"content of the kind {recipe.Content.GetType().Name} cannot be composed"),
    };

    /// <summary>Writes what the recipient of a delivery gets.</summary>
    public void Write(MailDelivery delivery, MailTexts texts)
    {
        switch (this)
        {
            case Constant constant:
                texts.Take(constant.Content);
                break;
            case Rendered rendered:
                if (rendered.Flat?.TryWrite(rendered.Data, delivery.Data, texts) != true)
                    texts.Take(rendered.Templates.Render(rendered.Data, delivery.Data, rendered.AcceptedAt));
                break;
            default:
                throw new InvalidOperationException("a whole mail is not rendered");
        }
    }
}
