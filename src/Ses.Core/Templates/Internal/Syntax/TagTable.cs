using System.Collections.Frozen;
using Fluid.Ast;

namespace Ses.Templates.Internal.Syntax;

/// <summary>Every tag of the language that is not read by the lexer.</summary>
internal static class TagTable
{
    private static readonly FrozenDictionary<string, Func<TemplateParser, TemplateSegment, Statement?>> Tags = new Dictionary<string, Func<TemplateParser, TemplateSegment, Statement?>>
    {
        ["if"] = ConditionTags.ReadIf,
        ["unless"] = ConditionTags.ReadUnless,
        ["case"] = CaseTag.Read,
        ["for"] = LoopTag.Read,
        ["break"] = (parser, tag) => Leave(parser, tag, new BreakStatement()),
        ["continue"] = (parser, tag) => Leave(parser, tag, new ContinueStatement()),
        ["assign"] = AssignmentTags.ReadAssign,
        ["capture"] = AssignmentTags.ReadCapture,
        ["layout"] = TemplateTags.ReadLayout,
        ["block"] = TemplateTags.ReadBlock,
        ["render"] = TemplateTags.ReadRender,
        ["include"] = TemplateTags.ReadInclude,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] ReadByLexer = ["raw", "comment"];
    private static readonly string[] Dividing = ["else", "elsif", "when"];

    public static Statement? Read(TemplateParser parser, TemplateSegment tag, TemplateSegment? open)
    {
        if (Tags.TryGetValue(tag.Tag, out var read))
            return read(parser, tag);
        if (tag.Tag.Length == 0)
            throw tag.Place.Error("a tag's name is expected behind {%");
        if (Dividing.Contains(tag.Tag) || (tag.Tag.StartsWith("end", StringComparison.Ordinal) && (Tags.ContainsKey(tag.Tag[3..]) || ReadByLexer.Contains(tag.Tag[3..]))))
            throw tag.Place.Error($"{{% {tag.Tag} %}} does not belong here; {(open is { } other ? $"the {{% {other.Tag} %}} of {other.Place} is open" : "no tag is open")}");
        throw tag.Place.Error($"there is no tag '{tag.Tag}'{NearestName.Suggest(tag.Tag, [.. Tags.Keys, .. ReadByLexer, .. Dividing, .. Tags.Keys.Select(name => "end" + name)])}");
    }

    private static Statement Leave(TemplateParser parser, TemplateSegment tag, Statement statement)
    {
        if (!parser.IsInLoop && parser.Dialect != TemplateDialect.Lax)
            throw tag.Place.Error($"{{% {tag.Tag} %}} stands in no {{% for %}}");
        TemplateParser.Markup(tag).ExpectEnd($"{{% {tag.Tag} %}} takes nothing");
        return statement;
    }
}
