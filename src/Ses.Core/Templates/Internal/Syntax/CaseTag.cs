using Fluid.Ast;
using Ses.Templates.Internal.Expressions;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Syntax;

/// <summary><c>case</c> with <c>when</c> and <c>else</c>.</summary>
internal static class CaseTag
{
    public static Statement Read(TemplateParser parser, TemplateSegment tag)
    {
        var reader = TemplateParser.Markup(tag);
        var subject = parser.Expressions.ReadValue(reader);
        reader.ExpectEnd("{% case %} takes one value");
        var block = parser.ReadBlock(tag, "when", "else", "endcase");
        if (parser.Dialect != TemplateDialect.Lax && block.Statements.FirstOrDefault(statement => !Blankness.IsBlank(statement)) is { } stray)
            throw ((stray as TemplateNode)?.Place ?? tag.Place).Error("nothing stands between {% case %} and the first {% when %}");
        var branches = new List<CaseBranch>();
        while (block.End.Tag != "endcase")
        {
            var divider = block.End;
            if (parser.Dialect != TemplateDialect.Lax && branches.Exists(branch => branch.Values is null))
                throw divider.Place.Error($"{{% {divider.Tag} %}} behind {{% else %}} is never reached");
            var values = divider.Tag == "when" ? Values(parser, divider) : Else(parser, divider);
            block = parser.ReadBlock(tag, "when", "else", "endcase");
            branches.Add(new(values, block.Statements));
        }

        return new CaseNode(tag.Place, new StepExpression(tag.Place, subject), branches, isLax: parser.Dialect == TemplateDialect.Lax);
    }

    private static List<TemplateExpression> Values(TemplateParser parser, TemplateSegment tag)
    {
        var reader = TemplateParser.Markup(tag);
        var values = new List<TemplateExpression>();
        do
            values.Add(new StepExpression(tag.Place, parser.Expressions.ReadValue(reader)));
        while (reader.Takes(",") || reader.TakesName("or"));
        reader.ExpectEnd("values behind {% when %} are divided by commas or by 'or'");
        return values;
    }

    private static List<TemplateExpression>? Else(TemplateParser parser, TemplateSegment tag)
    {
        if (parser.Dialect != TemplateDialect.Lax)
            TemplateParser.Markup(tag).ExpectEnd("{% else %} takes nothing");
        return null;
    }
}
