namespace Ses.Ledger;

/// <summary>What retention takes out of a message when every recipient has a fate: all that is needed only to write it again.</summary>
public static class MessageContent
{
    /// <summary>True where the message holds something that <see cref="Empty"/> takes out: bodies or a MIME message of its own, attachments, variables.</summary>
    public static bool IsHeldBy(MailMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var recipe = message.Recipe;
        return recipe.Attachments.Count > 0 || recipe.Data is not null || recipe.Content is RecipeContent.FromMime or RecipeContent.FromParts { Html: not null } or RecipeContent.FromParts { Text: not null };
    }

    /// <summary>The message without it: who wrote to whom, when and about what remains.</summary>
    public static MailMessage Empty(MailMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var content = message.Recipe.Content is RecipeContent.FromTemplate template ? template : (RecipeContent)new RecipeContent.FromParts(null, null);
        return message with { Recipe = message.Recipe with { Content = content, Data = null, Attachments = [] } };
    }
}
