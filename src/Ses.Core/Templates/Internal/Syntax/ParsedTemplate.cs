using Fluid.Ast;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Syntax;

/// <summary>Another template that a text names.</summary>
internal sealed record TemplateReference(string Name, SourcePlace Place);

/// <summary>A text as statements, not yet joined with the templates that it names.</summary>
internal sealed record ParsedTemplate
{
    public required SourceText Source { get; init; }

    public required IReadOnlyList<Statement> Statements { get; init; }

    /// <summary>The template whose blocks this one fills; null for none.</summary>
    public TemplateReference? Layout { get; init; }

    public required IReadOnlyList<BlockNode> Blocks { get; init; }

    public required IReadOnlyList<PartialNode> Partials { get; init; }

    public required IReadOnlyList<VariableMention> Mentions { get; init; }

    public required IReadOnlySet<string> Assigned { get; init; }

    /// <summary>How many tags stand in one another at most.</summary>
    public required int Nesting { get; init; }

    /// <summary>Every template that it names.</summary>
    public IEnumerable<TemplateReference> References => Partials.Select(partial => partial.Reference).Concat(Layout is null ? [] : [Layout]);
}
