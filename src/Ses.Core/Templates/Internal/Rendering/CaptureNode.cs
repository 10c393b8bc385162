using Fluid.Ast;
using Fluid.Values;
using Ses.Templates.Internal.Syntax;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Rendering;

/// <summary><c>capture name … endcapture</c>.</summary>
internal sealed class CaptureNode(SourcePlace place, string name, IReadOnlyList<Statement> body) : TemplateNode(place)
{
    public IReadOnlyList<Statement> Body => body;

    public override Completion Write(TemplateWriter writer, RenderContext context)
    {
        context.Run.Step(Place);
        using var captured = new TemplateWriter(context.Run, keepsPlain: context.Run.EscapesHtml);
        var completion = WriteAll(body, captured, context);
        var text = context.Run.Weigh(captured.ToString());
        context.SetValue(name, context.Run.EscapesHtml ? new MarkupValue(context.Run.Weigh(captured.Plain), text) : (FluidValue)new StringValue(text));
        return completion;
    }
}
