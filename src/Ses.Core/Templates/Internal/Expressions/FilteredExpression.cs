using Fluid.Values;
using Ses.Templates.Internal.Filters;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Expressions;

/// <summary>A filter as it is called.</summary>
internal sealed record FilterCall(TemplateFilter Filter, IReadOnlyList<TemplateExpression> Arguments, IReadOnlyDictionary<string, TemplateExpression> Named);

/// <summary><c>value | filter: argument | filter</c>.</summary>
internal sealed class FilteredExpression(TemplateExpression input, IReadOnlyList<FilterCall> filters) : TemplateExpression
{
    public TemplateExpression Input => input;

    public IReadOnlyList<FilterCall> Filters => filters;

    public override FluidValue Evaluate(RenderContext context)
    {
        var value = input.Evaluate(context);
        foreach (var call in filters)
        {
            context.Run.Weigh(value);
            value = Apply(call, value, context);
            context.Run.Weigh(value);
        }

        return value;
    }

    private static FluidValue Apply(FilterCall call, FluidValue value, RenderContext context)
    {
        try
        {
            return call.Filter.Apply(value, new(call, context));
        }
        catch (Exception error) when (error is OverflowException or FormatException or ArgumentException)
        {
            throw context.Run.Error($"the filter '{call.Filter.Name}' cannot do that: {error.Message}");
        }
    }
}
