using Fluid.Ast;
using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Rendering;

/// <summary>Text that is written as it is.</summary>
internal sealed class TextNode(SourcePlace place, string text, bool isRaw = false) : TemplateNode(place)
{
    public string Text => text;

    /// <summary>White space that may be dropped where nothing else is written.</summary>
    public bool IsBlank => !isRaw && string.IsNullOrWhiteSpace(text);

    public override Completion Write(TemplateWriter writer, RenderContext context)
    {
        writer.WriteLiteral(text);
        return Completion.Normal;
    }
}
