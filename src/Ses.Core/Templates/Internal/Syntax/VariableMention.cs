using Ses.Templates.Internal.Expressions;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Syntax;

/// <summary>A place of a text that asks for data, in the order of the text.</summary>
internal abstract record VariableMention
{
    private VariableMention()
    {
    }

    /// <summary>A variable that the text did not make itself.</summary>
    /// <param name="Variable">The variable.</param>
    /// <param name="IsGuarded">It stands where a condition asks whether it is there.</param>
    public sealed record Use(VariableExpression Variable, bool IsGuarded) : VariableMention;

    /// <summary>Another template is drawn in.</summary>
    /// <param name="Partial">Which.</param>
    /// <param name="Made">The names that the text has made itself by then.</param>
    /// <param name="Guards">The names that conditions around it ask for.</param>
    public sealed record Call(PartialNode Partial, IReadOnlySet<string> Made, IReadOnlyList<string> Guards) : VariableMention;

    /// <summary>A block of a layout, whose content may be another template's.</summary>
    public sealed record Block(BlockNode Node, IReadOnlyList<VariableMention> Content) : VariableMention;
}
