using Fluid;
using Fluid.Values;
using Ses.Templates.Internal.Expressions;
using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Filters;

/// <summary>The arguments of a filter, each evaluated when it is asked for: a default that is not needed may be missing.</summary>
internal readonly struct FilterArguments(FilterCall call, RenderContext context)
{
    public RenderRun Run => context.Run;

    public TemplateContext FluidContext => context;

    public int Count => call.Arguments.Count;

    /// <summary>The argument, or nil.</summary>
    public FluidValue At(int index) => index < call.Arguments.Count ? call.Arguments[index].Evaluate(context) : NilValue.Instance;

    public FluidValue Named(string name) => call.Named.TryGetValue(name, out var argument) ? argument.Evaluate(context) : NilValue.Instance;

    public string Text(int index, string missing = "") => index < call.Arguments.Count ? context.Run.TextOf(At(index)) : missing;

    public decimal Number(int index) => ValueNumber.Of(At(index));

    /// <summary>A whole number; an error for anything else.</summary>
    public int Whole(int index) => ValueNumber.Whole(At(index)) is { } whole
        ? (int)whole
        : throw Error($"its argument '{Text(index)}' is not a whole number");

    public SesException Error(string what) => context.Run.Error($"the filter '{call.Filter.Name}' cannot do that: {what}");
}
