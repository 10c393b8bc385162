using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Linking;

/// <summary>The templates that a text may draw in, as HTML or as text.</summary>
internal sealed class TemplateLibrary(IReadOnlyDictionary<string, MailTemplate> templates, TemplateEscaping escaping)
{
    private readonly Dictionary<string, SourceText> _sources = new(StringComparer.Ordinal);

    public TemplateEscaping Escaping => escaping;

    /// <summary>Parses a template: each place that draws it in gets statements of its own, since values are escaped by where they stand.</summary>
    public ParsedTemplate Parse(TemplateReference reference)
    {
        if (!_sources.TryGetValue(reference.Name, out var source))
            _sources.Add(reference.Name, source = new(TextOf(reference), reference.Name));
        return TemplateParser.Parse(source, TemplateDialect.Body, escaping);
    }

    private string TextOf(TemplateReference reference)
    {
        if (!templates.TryGetValue(reference.Name, out var template))
            throw reference.Place.Error($"there is no template named '{reference.Name}' in this account{NearestName.Suggest(reference.Name, templates.Keys)}");
        return (escaping, template.Type) switch
        {
            (TemplateEscaping.Html, TemplateType.Html) or (TemplateEscaping.None, TemplateType.PlainText) => template.Source,
            (TemplateEscaping.None, _) => template.Text ?? throw reference.Place.Error($"the template '{reference.Name}' is HTML and has no text; set its Text"),
            _ => throw reference.Place.Error($"the template '{reference.Name}' is plain text; an HTML body draws in HTML only"),
        };
    }
}
