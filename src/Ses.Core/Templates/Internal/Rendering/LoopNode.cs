using Fluid.Ast;
using Fluid.Values;
using Ses.Templates.Internal.Expressions;
using Ses.Templates.Internal.Syntax;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Rendering;

/// <summary><c>for … else … endfor</c>. Each turn is a step; a range is counted, never written out.</summary>
internal sealed class LoopNode(SourcePlace place, LoopPlan plan, IReadOnlyList<Statement> body, IReadOnlyList<Statement>? otherwise) : TemplateNode(place)
{
    public IReadOnlyList<Statement> Body => body;

    public IReadOnlyList<Statement>? Else => otherwise;

    public override Completion Write(TemplateWriter writer, RenderContext context)
    {
        context.Run.Step(Place);
        IReadOnlyList<FluidValue>? items = null;
        long first = 0, count = 0;
        RangeValue? range = null;
        try
        {
            var source = plan.Source.Evaluate(context);
            range = source as RangeValue;
            items = range is null ? ItemsOf(source) : null;
            (first, count) = Window(range?.Count ?? items!.Count, context);
        }
        catch (TemplateRenderException problem) when (context.Run.Passes(problem))
        {
        }

        if (count == 0)
            return otherwise is null ? Completion.Normal : WriteAll(otherwise, writer, context);
        WriteTurns(i => range is null ? items![(int)(first + i)] : range.At(first + i), count, writer, context);
        return Completion.Normal;
    }

    private void WriteTurns(Func<long, FluidValue> item, long count, TemplateWriter writer, RenderContext context)
    {
        var loop = new LoopValue(plan.Name, (int)Math.Min(count, int.MaxValue), context.Find("forloop") as LoopValue);
        context.Enter("forloop", loop);
        context.Enter(plan.Variable, NilValue.Instance);
        for (long i = 0; i < count; i++)
        {
            context.Run.Step(Place);
            loop.Index0 = (int)i;
            context.Change(0, item(plan.IsReversed ? count - 1 - i : i));
            if (WriteAll(body, writer, context) == Completion.Break)
                break;
        }

        context.Leave(2);
    }

    private (long First, long Count) Window(long size, RenderContext context)
    {
        var run = context.Run;
        var first = plan.Continues ? run.Continuations.GetValueOrDefault(plan.Name) : Whole(plan.Offset, "offset", context) ?? 0;
        first = Math.Clamp(first, 0, size);
        var count = Math.Clamp(Whole(plan.Limit, "limit", context) ?? long.MaxValue, 0, size - first);
        run.Continuations[plan.Name] = first + count;
        return (first, count);
    }

    private static long? Whole(TemplateExpression? expression, string name, RenderContext context)
    {
        if (expression is null || expression.Evaluate(context) is not { } value || value is BaseNilValue)
            return null;
        return ValueNumber.Whole(value) ?? throw context.Run.Error($"the {name} '{context.Run.TextOf(value)}' is not a whole number");
    }

    private static IReadOnlyList<FluidValue> ItemsOf(FluidValue source) => source switch
    {
        ArrayValue array => array.Values,
        HashValue hash => [.. hash.Members.Select(ValueMembers.Pair)],
        { Type: FluidValues.String } when source.ToStringValue().Length > 0 => [source],
        _ => [],
    };
}
