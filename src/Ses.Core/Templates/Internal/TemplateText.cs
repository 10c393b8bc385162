using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal;

/// <summary>One of the texts of a template.</summary>
/// <param name="Field">Where it stands: Source or Text.</param>
/// <param name="Text">The text.</param>
/// <param name="Escaping">What it is.</param>
internal sealed record TemplateText(string Field, string Text, TemplateEscaping Escaping)
{
    public static IReadOnlyList<TemplateText> Of(TemplateType type, string source, string? text)
    {
        if (type == TemplateType.PlainText)
            return [new("Source", source, TemplateEscaping.None)];
        return text is null
            ? [new("Source", source, TemplateEscaping.Html)]
            : [new("Source", source, TemplateEscaping.Html), new("Text", text, TemplateEscaping.None)];
    }

    public static IReadOnlyList<TemplateText> Of(MailTemplate template) => Of(template.Type, template.Source, template.Text);

    /// <summary>The templates that it names. <paramref name="template"/> is for errors; null for the text at hand.</summary>
    public IEnumerable<TemplateReference> References(string? template = null) =>
        Text.Contains("{%", StringComparison.Ordinal) ? TemplateParser.Parse(new(Text, template), TemplateDialect.Body, Escaping).References : [];
}
