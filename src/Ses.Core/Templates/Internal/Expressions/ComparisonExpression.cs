using Fluid.Values;
using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Expressions;

internal enum ComparisonOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
}

/// <summary><c>left == right</c>.</summary>
internal sealed class ComparisonExpression(TemplateExpression left, ComparisonOperator comparison, TemplateExpression right) : TemplateExpression
{
    public override FluidValue Evaluate(RenderContext context)
    {
        var a = context.Run.Weigh(left.Evaluate(context));
        var b = context.Run.Weigh(right.Evaluate(context));
        return BooleanValue.Create(comparison switch
        {
            ComparisonOperator.Equal => ValueEquality.AreEqual(a, b),
            ComparisonOperator.NotEqual => !ValueEquality.AreEqual(a, b),
            ComparisonOperator.Contains => Contains(a, b, context),
            _ => IsOrdered(a, b, context),
        });
    }

    // What has no order is never less or greater than anything; text and number that are no match are a slip.
    private bool IsOrdered(FluidValue a, FluidValue b, RenderContext context)
    {
        if (!HasOrder(a) || !HasOrder(b))
            return false;
        var order = ValueOrder.Compare(a, b)
            ?? throw context.Run.Error($"'{Short(a, context)}' and '{Short(b, context)}' cannot be compared: one is a number, the other a text");
        return comparison switch
        {
            ComparisonOperator.Less => order < 0,
            ComparisonOperator.LessOrEqual => order <= 0,
            ComparisonOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static bool HasOrder(FluidValue value) => value is NumberValue || value.Type == FluidValues.String;

    private static bool Contains(FluidValue value, FluidValue part, RenderContext context) => value switch
    {
        _ when part is BaseNilValue => false,
        ArrayValue array => array.Values.Contains(part, ValueEquality.Instance),
        HashValue hash => part.Type == FluidValues.String && hash.Members.ContainsKey(part.ToStringValue()),
        RangeValue range => part is NumberValue && ValueNumber.Whole(part) is { } number && number >= range.First && number <= range.Last,
        _ when value.Type == FluidValues.String => value.ToStringValue().Contains(context.Run.TextOf(part), StringComparison.Ordinal),
        _ => false,
    };

    private static string Short(FluidValue value, RenderContext context) => context.Run.TextOf(value) is { Length: > 40 } text ? text[..40] + "…" : context.Run.TextOf(value);
}
