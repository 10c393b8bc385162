using Fluid.Values;
using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Syntax;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Expressions;

/// <summary>A step behind a variable's first name: <c>.member</c> or <c>[key]</c>.</summary>
internal readonly record struct PathStep(TemplateExpression Key, bool IsDotted);

/// <summary><c>order.lines[0].price</c>.</summary>
internal sealed class VariableExpression(SourcePlace place, TemplateExpression root, IReadOnlyList<PathStep> steps) : TemplateExpression
{
    private readonly string? _root = (root as ConstantExpression)?.Value.ToStringValue();

    /// <summary>The first name; null where it is computed.</summary>
    public string? Root => _root;

    /// <summary>The name as a list of variables shows it: as far as its members are named, and without <c>.size</c>.</summary>
    public string Name { get; } = NameOf(root, steps);

    public SourcePlace Place => place;

    /// <summary>True for a name without members.</summary>
    public bool IsSimple => steps.Count == 0;

    /// <summary>The text has an answer for the case that it is missing.</summary>
    public bool IsOptional { get; set; }

    public override FluidValue Evaluate(RenderContext context)
    {
        var value = context.Find(_root ?? context.Run.TextOf(root.Evaluate(context)));
        for (var i = 0; i < steps.Count && value is not BaseNilValue; i++)
            value = ValueMembers.Of(value, steps[i].Key.Evaluate(context), steps[i].IsDotted);
        return value is BaseNilValue && context.Run.IsStrict && !IsOptional
            ? throw new TemplateRenderException(SesErrorCode.VariableMissing, $"the template wants the variable '{Name}' ({place}), and it has no value", Name)
            : value;
    }

    private static string NameOf(TemplateExpression root, IReadOnlyList<PathStep> steps)
    {
        if (root is not ConstantExpression { Value: var first })
            return "[…]";
        var names = steps
            .Select(step => step.Key is ConstantExpression { Value: StringValue name } ? name.ToStringValue() : null)
            .TakeWhile(name => name is not null)
            .Prepend(first.ToStringValue())
            .ToList();
        if (names.Count == steps.Count + 1 && steps is [.., { IsDotted: true }] && names[^1] == "size")
            names.RemoveAt(names.Count - 1);
        return string.Join('.', names);
    }
}
