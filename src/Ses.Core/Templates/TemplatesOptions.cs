namespace Ses.Templates;

/// <summary>Options of templates: what a text may cost.</summary>
public sealed class TemplatesOptions
{
    /// <summary>Octets of a template's text in UTF-8; 512 KB by default.</summary>
    public int MaxSourceOctets { get; set; } = 512 * 1024;

    /// <summary>Octets of a recipient's variables as JSON; 8 KB by default.</summary>
    public int MaxDataOctets { get; set; } = 8 * 1024;

    /// <summary>Characters that a body, or a text within it, may grow to; 4,194,304 by default.</summary>
    public int MaxOutputLength { get; set; } = 4 * 1024 * 1024;

    /// <summary>Steps that rendering a body may take: tags, turns of loops, and what filters do with long texts and lists; 100,000 by default.</summary>
    public int MaxSteps { get; set; } = 100_000;

    /// <summary>Templates within templates, layouts counted; 16 by default.</summary>
    public int MaxDepth { get; set; } = 16;
}
