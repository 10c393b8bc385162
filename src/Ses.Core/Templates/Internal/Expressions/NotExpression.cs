using Fluid.Values;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Expressions;

/// <summary>What <c>unless</c> asks.</summary>
internal sealed class NotExpression(TemplateExpression inner) : TemplateExpression
{
    public override FluidValue Evaluate(RenderContext context) => BooleanValue.Create(!inner.Evaluate(context).ToBooleanValue());
}
