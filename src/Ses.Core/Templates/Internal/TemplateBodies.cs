using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal;

/// <summary>The bodies of one version of a template with the templates that it draws in, compiled once. Safe for all threads.</summary>
/// <param name="Html">The HTML body; null for none.</param>
/// <param name="Text">The plain-text body; null for none.</param>
internal sealed record TemplateBodies(TemplateProgram? Html, TemplateProgram? Text)
{
    /// <summary>Compiles; what does not is handed to <paramref name="refuse"/>, each text by itself.</summary>
    public static TemplateBodies Compile(
        string name, IReadOnlyList<TemplateText> texts, IReadOnlyDictionary<string, MailTemplate> partials, TemplatesOptions options, Action<TemplateTextException> refuse)
    {
        TemplateProgram? html = null, text = null;
        foreach (var body in texts)
        {
            try
            {
                var program = TemplateProgram.Compile(body.Text, TemplateDialect.Body, body.Escaping, name, partials, options);
                (html, text) = body.Escaping == TemplateEscaping.Html ? (program, text) : (html, program);
            }
            catch (SesException error)
            {
                refuse(new(body.Field, error));
            }
        }

        return new(html, text);
    }

    /// <summary>Compiles; throws <see cref="TemplateTextException"/> with the place.</summary>
    public static TemplateBodies Compile(TemplateSources sources, TemplatesOptions options) =>
        Compile(sources.Name, sources.Texts, sources.Partials, options, static error => throw error);
}
