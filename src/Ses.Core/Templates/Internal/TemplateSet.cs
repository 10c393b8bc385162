namespace Ses.Templates.Internal;

/// <summary>What one kind of message is rendered from.</summary>
/// <param name="Subject">A template of its own, never escaped.</param>
/// <param name="Html">The HTML body; null for none.</param>
/// <param name="Text">The plain-text body; null for none.</param>
/// <param name="Partials">The templates that may be drawn in, by name.</param>
internal sealed record TemplateSources(string Subject, string? Html, string? Text, IReadOnlyDictionary<string, MailTemplate> Partials);

/// <summary>What one recipient gets.</summary>
internal sealed record RenderedContent(string Subject, string? Html, string? Text);

/// <summary>What one kind of message is rendered from, compiled once: subject, bodies and the partials they draw in. Safe for all threads.</summary>
internal sealed class TemplateSet
{
    private TemplateSet()
    {
    }

    /// <summary>The variables that subject, bodies and partials want.</summary>
    public IReadOnlyList<TemplateVariable> Variables => throw new NotImplementedException();

    /// <summary>Compiles; throws <see cref="SesException"/> with <see cref="SesErrorCode.TemplateSyntax"/> and the place.</summary>
    public static TemplateSet Compile(TemplateSources sources, TemplatesOptions options) => throw new NotImplementedException();

    /// <summary>Renders for one recipient, whose variables (a JSON object or null) come on top of the message's.</summary>
    public RenderedContent Render(string? messageData, string? recipientData) => throw new NotImplementedException();
}
