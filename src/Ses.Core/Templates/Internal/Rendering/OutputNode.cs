using Fluid.Ast;
using Fluid.Values;
using Ses.Templates.Internal.Expressions;
using Ses.Templates.Internal.Syntax;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Rendering;

/// <summary><c>{{ value | filter }}</c>.</summary>
internal sealed class OutputNode(SourcePlace place, TemplateExpression expression, OutputSlot slot) : TemplateNode(place)
{
    public TemplateExpression Expression => expression;

    /// <summary>What the value stands in; known once the whole text is linked.</summary>
    public OutputSlot Slot { get; set; } = slot;

    public override Completion Write(TemplateWriter writer, RenderContext context)
    {
        context.Run.Step(Place);
        try
        {
            WriteValue(expression.Evaluate(context), writer, context.Run);
        }
        catch (TemplateRenderException problem) when (context.Run.Passes(problem))
        {
        }

        return Completion.Normal;
    }

    private void WriteValue(FluidValue value, TemplateWriter writer, RenderRun run)
    {
        if (run.IsStrict && value is BaseNilValue)
            throw new TemplateRenderException(SesErrorCode.VariableMissing, $"{Place}: this has no value; a default mends it: {{{{ … | default: '…' }}}}");
        if (run.IsStrict && value is HashValue or LoopValue)
            throw run.Error("an object cannot be shown; name one of its members, as in {{ order.total }}");
        if (value is MarkupValue { Markup: var markup } && Slot.Kind == OutputKind.HtmlText)
        {
            writer.WriteMarkup(run.Weigh(markup), value.ToStringValue());
            return;
        }

        var text = run.TextOf(value);
        if (writer.Refuse(text, Slot) is { } why)
            throw new TemplateRenderException(SesErrorCode.TemplateFailed, $"{Place}: {why}", (expression as VariableExpression)?.Name);
        writer.WriteValue(text, Slot);
    }
}
