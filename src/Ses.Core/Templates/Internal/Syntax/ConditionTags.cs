using Fluid.Ast;
using Ses.Templates.Internal.Expressions;

namespace Ses.Templates.Internal.Syntax;

/// <summary><c>if</c> and <c>unless</c>, with <c>elsif</c> and <c>else</c>.</summary>
internal static class ConditionTags
{
    public static Statement ReadIf(TemplateParser parser, TemplateSegment tag) => Read(parser, tag, condition => condition);

    public static Statement ReadUnless(TemplateParser parser, TemplateSegment tag) => Read(parser, tag, condition => new NotExpression(condition));

    private static IfStatement Read(TemplateParser parser, TemplateSegment tag, Func<TemplateExpression, TemplateExpression> asked)
    {
        var guards = 0;
        var condition = Condition(parser, tag, asked, ref guards);
        var block = parser.ReadBlock(tag, "elsif", "else", "end" + tag.Tag);
        var statements = block.Statements;
        var branches = new List<ElseIfStatement>();
        ElseStatement? otherwise = null;
        while (block.End.Tag != "end" + tag.Tag)
        {
            var divider = block.End;
            if (otherwise is not null && parser.Dialect != TemplateDialect.Lax)
                throw divider.Place.Error($"{{% {divider.Tag} %}} behind {{% else %}} is never reached");
            var next = divider.Tag == "elsif" ? Condition(parser, divider, condition => condition, ref guards) : Else(parser, divider);
            block = parser.ReadBlock(tag, "elsif", "else", "end" + tag.Tag);
            if (otherwise is not null)
                continue;
            if (next is null)
                otherwise = new(block.Statements);
            else
                branches.Add(new(next, block.Statements));
        }

        parser.Variables.LeaveGuards(guards);
        return new(condition, statements, otherwise, branches);
    }

    private static StepExpression Condition(TemplateParser parser, TemplateSegment tag, Func<TemplateExpression, TemplateExpression> asked, ref int guards)
    {
        var condition = ConditionParser.Read(TemplateParser.Markup(tag), parser.Expressions);
        parser.Variables.EnterGuards(condition.Guards);
        guards += condition.Guards.Count;
        return new(tag.Place, asked(condition.Expression));
    }

    private static StepExpression? Else(TemplateParser parser, TemplateSegment tag)
    {
        if (parser.Dialect != TemplateDialect.Lax)
            TemplateParser.Markup(tag).ExpectEnd("{% else %} takes nothing; with a condition it is {% elsif … %}");
        return null;
    }
}
