namespace Ses.Templates.Internal;

/// <summary>What one kind of message is rendered from.</summary>
/// <param name="Subject">A template of its own, never escaped.</param>
/// <param name="Html">The HTML body; null for none.</param>
/// <param name="Text">The plain-text body; null for none.</param>
/// <param name="Partials">The templates that may be drawn in, by name.</param>
internal sealed record TemplateSources(string Subject, string? Html, string? Text, IReadOnlyDictionary<string, MailTemplate> Partials)
{
    /// <summary>The template's own name, under which none of its partials may draw it in again.</summary>
    public string Name { get; init; } = "";

    public IReadOnlyList<TemplateText> Texts =>
        Html is not null ? TemplateText.Of(TemplateType.Html, Html, Text) : Text is not null ? TemplateText.Of(TemplateType.PlainText, Text, null) : [];

    public static TemplateSources Of(string subject, MailTemplate template, IReadOnlyDictionary<string, MailTemplate> partials) =>
        template.Type == TemplateType.Html
            ? new(subject, template.Source, template.Text, partials) { Name = template.Name }
            : new(subject, null, template.Source, partials) { Name = template.Name };
}
