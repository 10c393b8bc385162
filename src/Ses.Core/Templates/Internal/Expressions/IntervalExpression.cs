using Fluid.Values;
using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Expressions;

/// <summary><c>(first..last)</c>.</summary>
internal sealed class IntervalExpression(TemplateExpression first, TemplateExpression last) : TemplateExpression
{
    public override FluidValue Evaluate(RenderContext context) => new RangeValue(End(first.Evaluate(context), context), End(last.Evaluate(context), context));

    private static long End(FluidValue value, RenderContext context)
    {
        var end = decimal.Truncate(ValueNumber.Of(value));
        return Math.Abs(end) <= int.MaxValue ? (long)end : throw context.Run.Error($"a range goes from {-int.MaxValue} to {int.MaxValue} at most");
    }
}
