using Fluid.Ast;
using Ses.Templates.Internal.Expressions;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Syntax;

/// <summary>Tags that name other templates of the account: <c>layout</c> with its <c>block</c>s, <c>render</c> and <c>include</c>.</summary>
internal static class TemplateTags
{
    public static Statement? ReadLayout(TemplateParser parser, TemplateSegment tag)
    {
        if (parser.Layout is not null)
            throw tag.Place.Error("a template has one layout");
        var reader = TemplateParser.Markup(tag);
        parser.Layout = Reference(parser, tag, reader);
        reader.ExpectEnd("{% layout 'name' %} takes the name of a template");
        return null;
    }

    public static Statement ReadBlock(TemplateParser parser, TemplateSegment tag)
    {
        DemandBody(parser, tag);
        var reader = TemplateParser.Markup(tag);
        var name = reader.Take();
        if (name.Kind is not (TokenKind.Name or TokenKind.Text))
            throw name.Place.Error($"a block's name is expected, as in {{% block content %}}, not {name.Shown}");
        reader.ExpectEnd("{% block %} takes a name");
        parser.Variables.EnterBlock();
        var content = parser.ReadBlock(tag, "endblock");
        var block = new BlockNode(tag.Place, name.Text, content.Statements);
        parser.Variables.LeaveBlock(block);
        parser.Add(block);
        return block;
    }

    /// <summary>The other template sees the data and what it is handed, nothing else.</summary>
    public static Statement ReadRender(TemplateParser parser, TemplateSegment tag) => ReadPartial(parser, tag, isIsolated: true);

    /// <summary>The other template sees all that this one sees, and what it assigns is seen here.</summary>
    public static Statement ReadInclude(TemplateParser parser, TemplateSegment tag) => ReadPartial(parser, tag, isIsolated: false);

    private static PartialNode ReadPartial(TemplateParser parser, TemplateSegment tag, bool isIsolated)
    {
        var reader = TemplateParser.Markup(tag);
        var reference = Reference(parser, tag, reader);
        var arguments = new List<PartialArgument>();
        while (!reader.IsAtEnd)
        {
            reader.Takes(",");
            var name = reader.Take();
            if (name.Kind != TokenKind.Name)
                throw name.Place.Error($"behind the template's name stand names and values, as in {{% {tag.Tag} 'button', url: link %}}, not {name.Shown}");
            reader.Expect(":", $"behind '{name.Text}'");
            arguments.Add(new(name.Text, new StepExpression(tag.Place, parser.Expressions.ReadValue(reader))));
        }

        var partial = new PartialNode(tag.Place, reference, isIsolated, arguments);
        parser.Add(partial);
        return partial;
    }

    private static TemplateReference Reference(TemplateParser parser, TemplateSegment tag, MarkupReader reader)
    {
        DemandBody(parser, tag);
        return reader.Next.Kind == TokenKind.Text
            ? new(reader.Next.Text, reader.Take().Place)
            : throw reader.Next.Place.Error($"the name of a template is expected in quotation marks, as in {{% {tag.Tag} 'footer' %}}, not {reader.Next.Shown}");
    }

    private static void DemandBody(TemplateParser parser, TemplateSegment tag)
    {
        if (parser.Dialect == TemplateDialect.Subject)
            throw tag.Place.Error($"a subject has no {{% {tag.Tag} %}}: it draws in no other template");
    }
}
