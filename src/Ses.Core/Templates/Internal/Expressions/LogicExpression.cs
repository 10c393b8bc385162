using Fluid.Values;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Expressions;

/// <summary>
/// <c>a and b or c</c>: as Liquid does it, what stands further right is decided first, so that this is <c>a and (b or c)</c>.
/// What cannot change the answer is not looked at.
/// </summary>
internal sealed class LogicExpression(IReadOnlyList<TemplateExpression> terms, IReadOnlyList<bool> isAnd) : TemplateExpression
{
    public override FluidValue Evaluate(RenderContext context)
    {
        for (var i = 0; i < isAnd.Count; i++)
        {
            // False and (…) is false, true or (…) is true; in the other two cases the rest decides.
            var term = terms[i].Evaluate(context).ToBooleanValue();
            if (term != isAnd[i])
                return BooleanValue.Create(term);
        }

        return BooleanValue.Create(terms[^1].Evaluate(context).ToBooleanValue());
    }
}
