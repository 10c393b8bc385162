namespace Ses.Templates.Internal;

/// <summary>What one kind of message is rendered from.</summary>
/// <param name="Subject">A template of its own, never escaped.</param>
/// <param name="Html">The HTML body; null for none.</param>
/// <param name="Text">The plain-text body; null for none.</param>
/// <param name="Partials">The templates that may be drawn in, by name.</param>
internal sealed record TemplateSources(string Subject, string? Html, string? Text, IReadOnlyDictionary<string, MailTemplate> Partials)
{
    public static TemplateSources Of(string subject, MailTemplate template, IReadOnlyDictionary<string, MailTemplate> partials) =>
        template.Type == TemplateType.Html
            ? new(subject, template.Source, template.Text, partials)
            : new(subject, null, template.Source, partials);
}

/// <summary>What one recipient gets.</summary>
internal sealed record RenderedContent(string Subject, string? Html, string? Text);

/// <summary>What one kind of message is rendered from, compiled once. Safe for all threads.</summary>
internal sealed class TemplateSet
{
    private readonly TemplateProgram _subject;
    private readonly TemplateProgram? _html;
    private readonly TemplateProgram? _text;
    private readonly TemplatesOptions _options;

    private TemplateSet(TemplateProgram subject, TemplateProgram? html, TemplateProgram? text, TemplatesOptions options)
    {
        (_subject, _html, _text, _options) = (subject, html, text, options);
        Variables = [.. new[] { subject, html, text }.OfType<TemplateProgram>().SelectMany(program => program.Variables).DistinctBy(variable => variable.Name)];
    }

    /// <summary>The variables that subject and bodies want.</summary>
    public IReadOnlyList<TemplateVariable> Variables { get; }

    /// <summary>Compiles; throws <see cref="SesException"/> with <see cref="SesErrorCode.TemplateSyntax"/> and the place.</summary>
    public static TemplateSet Compile(TemplateSources sources, TemplatesOptions options) => new(
        TemplateProgram.Parse(sources.Subject, TemplateEscaping.Header),
        sources.Html is null ? null : TemplateProgram.Parse(sources.Html, TemplateEscaping.Html),
        sources.Text is null ? null : TemplateProgram.Parse(sources.Text, TemplateEscaping.None),
        options);

    /// <summary>Renders for one recipient, whose variables (a JSON object or null) come on top of the message's.</summary>
    public RenderedContent Render(string? messageData, string? recipientData)
    {
        using var values = TemplateValues.Read(messageData, recipientData);
        return new(
            _subject.Render(values, _options.MaxOutputLength),
            _html?.Render(values, _options.MaxOutputLength),
            _text?.Render(values, _options.MaxOutputLength));
    }
}
