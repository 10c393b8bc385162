using Fluid.Ast;
using Fluid.Values;
using Ses.Templates.Internal.Expressions;
using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Rendering;

/// <summary>A value that another template is handed.</summary>
internal sealed record PartialArgument(string Name, TemplateExpression Value);

/// <summary><c>render 'name', key: value</c> and <c>include 'name'</c>.</summary>
internal sealed class PartialNode(SourcePlace place, TemplateReference reference, bool isIsolated, IReadOnlyList<PartialArgument> arguments) : TemplateNode(place)
{
    public TemplateReference Reference => reference;

    public bool IsIsolated => isIsolated;

    public IReadOnlyList<PartialArgument> Arguments => arguments;

    /// <summary>The statements of the other template; set when the text is linked.</summary>
    public IReadOnlyList<Statement> Target { get; set; } = [];

    public override Completion Write(TemplateWriter writer, RenderContext context)
    {
        context.Run.Step(Place);
        var values = new FluidValue[arguments.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = arguments[i].Value.Evaluate(context);
        var inner = isIsolated ? context.Isolated() : context;
        for (var i = 0; i < values.Length; i++)
            inner.Enter(arguments[i].Name, values[i]);
        var completion = WriteAll(Target, writer, inner);
        inner.Leave(values.Length);
        return isIsolated ? Completion.Normal : completion;
    }
}
