using Fluid.Ast;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Syntax;

/// <summary><c>for item in items reversed limit: 3 offset: 1</c>, with <c>else</c> for an empty list.</summary>
internal static class LoopTag
{
    private static readonly string[] Made = ["forloop"];

    public static Statement Read(TemplateParser parser, TemplateSegment tag)
    {
        var reader = TemplateParser.Markup(tag);
        var name = reader.Take();
        if (name.Kind != TokenKind.Name)
            throw name.Place.Error($"the name of the loop's variable is expected, as in {{% for item in items %}}, not {name.Shown}");
        if (!reader.TakesName("in"))
            throw reader.Next.Place.Error($"'in' is expected, as in {{% for {name.Text} in items %}}, not {reader.Next.Shown}");
        var from = reader.Next.Place;
        var source = parser.Expressions.ReadValue(reader);
        var loop = new LoopPlan(name.Text, from.Source.Text[from.Offset..reader.EndOfLast], source);
        while (!reader.IsAtEnd)
            loop = ReadParameter(parser, reader, loop);
        parser.Variables.Enter([name.Text, .. Made]);
        var body = parser.ReadBlock(tag, "else", "endfor");
        parser.Variables.Leave(1 + Made.Length);
        return new LoopNode(tag.Place, loop, body.Statements, body.End.Tag == "else" ? Else(parser, tag, body.End) : null);
    }

    private static LoopPlan ReadParameter(TemplateParser parser, MarkupReader reader, LoopPlan loop)
    {
        if (reader.Takes(","))
            return loop;
        if (reader.TakesName("reversed"))
            return loop with { IsReversed = true };
        var name = reader.Take();
        if (name.Text is not ("limit" or "offset") || !reader.Takes(":"))
            throw name.Place.Error($"behind the list stand 'reversed', 'limit: 3' and 'offset: 1', not {name.Shown}");
        if (name.Text == "limit")
            return loop with { Limit = parser.Expressions.ReadValue(reader) };
        return reader.TakesName("continue") ? loop with { Continues = true } : loop with { Offset = parser.Expressions.ReadValue(reader) };
    }

    private static IReadOnlyList<Statement> Else(TemplateParser parser, TemplateSegment tag, TemplateSegment divider)
    {
        if (parser.Dialect != TemplateDialect.Lax)
            TemplateParser.Markup(divider).ExpectEnd("{% else %} takes nothing");
        return parser.ReadBlock(tag, "endfor").Statements;
    }
}
