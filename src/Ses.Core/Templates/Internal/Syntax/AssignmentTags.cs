using Fluid.Ast;
using Ses.Templates.Internal.Expressions;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Syntax;

/// <summary><c>assign</c> and <c>capture</c>.</summary>
internal static class AssignmentTags
{
    public static Statement ReadAssign(TemplateParser parser, TemplateSegment tag)
    {
        var reader = TemplateParser.Markup(tag);
        var name = Name(reader, "{% assign name = 'value' %}");
        reader.Expect("=", "behind the name, as in {% assign name = 'value' %}");
        var value = parser.Expressions.ReadFiltered(reader);
        parser.Variables.Assign(name);
        return new AssignStatement(name, new StepExpression(tag.Place, value));
    }

    public static Statement ReadCapture(TemplateParser parser, TemplateSegment tag)
    {
        var reader = TemplateParser.Markup(tag);
        var name = Name(reader, "{% capture name %}");
        reader.ExpectEnd("{% capture %} takes a name");
        var block = parser.ReadBlock(tag, "endcapture");
        parser.Variables.Assign(name);
        return new CaptureNode(tag.Place, name, block.Statements);
    }

    private static string Name(MarkupReader reader, string example) => reader.Next.Kind is TokenKind.Name or TokenKind.Number or TokenKind.Text && reader.Next.Text is [not '-', ..]
        ? reader.Take().Text
        : throw reader.Next.Place.Error($"a name is expected, as in {example}, not {reader.Next.Shown}");
}
