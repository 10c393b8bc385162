using Fluid;
using Fluid.Ast;
using Fluid.Values;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Expressions;

/// <summary>An expression of our own: synchronous, since all values are at hand.</summary>
internal abstract class TemplateExpression : Expression
{
    public abstract FluidValue Evaluate(RenderContext context);

    public sealed override ValueTask<FluidValue> EvaluateAsync(TemplateContext context) => new(Evaluate((RenderContext)context));
}
