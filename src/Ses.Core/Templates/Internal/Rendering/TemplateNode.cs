using System.Diagnostics;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;
using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Rendering;

/// <summary>A statement of our own: synchronous, and it knows its place.</summary>
internal abstract class TemplateNode(SourcePlace place) : Statement
{
    public SourcePlace Place => place;

    public abstract Completion Write(TemplateWriter writer, RenderContext context);

    public sealed override ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context) =>
        new(Write((TemplateWriter)writer, (RenderContext)context));

    /// <summary>Writes statements until one breaks off. All of them are done at once: nothing here waits.</summary>
    public static Completion WriteAll(IReadOnlyList<Statement> statements, TemplateWriter writer, RenderContext context)
    {
        for (var i = 0; i < statements.Count; i++)
        {
            var written = statements[i].WriteToAsync(writer, NullEncoder.Default, context);
            if (!written.IsCompleted)
                throw new UnreachableException();
            var completion = written.Result;
            if (completion != Completion.Normal)
                return completion;
        }

        return Completion.Normal;
    }
}
