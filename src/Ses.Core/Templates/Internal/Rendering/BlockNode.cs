using Fluid.Ast;
using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Rendering;

/// <summary><c>block name … endblock</c>: a place of a layout, with what stands there unless a template fills it.</summary>
internal sealed class BlockNode(SourcePlace place, string name, IReadOnlyList<Statement> ownContent) : TemplateNode(place)
{
    public string Name => name;

    public IReadOnlyList<Statement> OwnContent { get; } = ownContent;

    /// <summary>What stands there; decided when the text is linked.</summary>
    public IReadOnlyList<Statement> Content { get; set; } = ownContent;

    public override Completion Write(TemplateWriter writer, RenderContext context)
    {
        context.Run.Step(Place);
        return WriteAll(Content, writer, context);
    }
}
