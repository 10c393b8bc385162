using Ses.Templates.Internal.Expressions;

namespace Ses.Templates.Internal.Rendering;

/// <summary>What a loop goes through.</summary>
/// <param name="Variable">The name of its variable.</param>
/// <param name="SourceText">The list as it is written: with the variable it is the loop's name, by which <c>offset: continue</c> goes on.</param>
/// <param name="Source">The list.</param>
internal sealed record LoopPlan(string Variable, string SourceText, TemplateExpression Source)
{
    public bool IsReversed { get; init; }

    public bool Continues { get; init; }

    public TemplateExpression? Limit { get; init; }

    public TemplateExpression? Offset { get; init; }

    public string Name => $"{Variable}-{SourceText}";
}
