using Fluid.Values;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Expressions;

internal sealed class ConstantExpression(FluidValue value) : TemplateExpression
{
    public FluidValue Value => value;

    public override FluidValue Evaluate(RenderContext context) => value;
}
