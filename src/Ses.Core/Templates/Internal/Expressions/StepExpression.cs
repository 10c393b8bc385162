using Fluid.Values;
using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Expressions;

/// <summary>What a tag evaluates: it costs a step, and while problems are collected a missing value counts as nil.</summary>
internal sealed class StepExpression(SourcePlace place, TemplateExpression inner) : TemplateExpression
{
    public SourcePlace Place => place;

    public override FluidValue Evaluate(RenderContext context)
    {
        context.Run.Step(place);
        try
        {
            return inner.Evaluate(context);
        }
        catch (TemplateRenderException problem) when (context.Run.Passes(problem))
        {
            return NilValue.Instance;
        }
    }
}
