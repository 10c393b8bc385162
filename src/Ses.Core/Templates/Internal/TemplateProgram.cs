using System.Text;

namespace Ses.Templates.Internal;

/// <summary>How values are made harmless where they stand.</summary>
internal enum TemplateEscaping
{
    /// <summary>Plain text: as they are.</summary>
    None,

    /// <summary>HTML: <c>&amp; &lt; &gt; " '</c> as entities.</summary>
    Html,

    /// <summary>A header: line ends and other control characters become spaces.</summary>
    Header,
}

/// <summary>One text, compiled into literals and variables.</summary>
internal sealed class TemplateProgram
{
    private readonly IReadOnlyList<TemplatePart> _parts;
    private readonly TemplateEscaping _escaping;

    private TemplateProgram(IReadOnlyList<TemplatePart> parts, TemplateEscaping escaping)
    {
        (_parts, _escaping) = (parts, escaping);
        Variables = [.. parts.OfType<TemplatePart.Variable>().Select(part => new TemplateVariable(part.Name, IsRequired: true)).Distinct()];
    }

    /// <summary>The variables in the order in which they are met first.</summary>
    public IReadOnlyList<TemplateVariable> Variables { get; }

    public static TemplateProgram Parse(string source, TemplateEscaping escaping) => new(TemplateParser.Parse(source), escaping);

    public string Render(TemplateValues values, int maxLength)
    {
        var output = new StringBuilder();
        foreach (var part in _parts)
        {
            if (part is TemplatePart.Literal literal)
                output.Append(literal.Text);
            else if (part is TemplatePart.Variable variable)
                Write(output, values.Find(variable.Name) ?? throw Missing(variable));
            if (output.Length > maxLength)
                throw new SesException(SesErrorCode.LimitExceeded, $"the rendered text has more than {maxLength} characters; to lift it: ses.Configure(o => o.Templates.MaxOutputLength = …)");
        }

        return output.ToString();
    }

    private static SesException Missing(TemplatePart.Variable variable) =>
        new(SesErrorCode.VariableMissing, $"the variable '{variable.Name}' (line {variable.Line}) has no value");

    private void Write(StringBuilder output, string value)
    {
        foreach (var c in value)
        {
            _ = (_escaping, c) switch
            {
                (TemplateEscaping.Html, '&') => output.Append("&amp;"),
                (TemplateEscaping.Html, '<') => output.Append("&lt;"),
                (TemplateEscaping.Html, '>') => output.Append("&gt;"),
                (TemplateEscaping.Html, '"') => output.Append("&quot;"),
                (TemplateEscaping.Html, '\'') => output.Append("&#39;"),
                (TemplateEscaping.Header, _) when char.IsControl(c) => output.Append(' '),
                _ => output.Append(c),
            };
        }
    }
}

/// <summary>A piece of a compiled text.</summary>
internal abstract record TemplatePart
{
    private TemplatePart()
    {
    }

    public sealed record Literal(string Text) : TemplatePart;

    public sealed record Variable(string Name, int Line) : TemplatePart;
}
