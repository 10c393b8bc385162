using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Html;

/// <summary>What is known where branches come together: what holds for both, or an error.</summary>
internal static class HtmlJoin
{
    /// <summary>Joins two states; null is a branch that does not come here.</summary>
    public static HtmlState? Join(HtmlState? left, HtmlState? right, SourcePlace place)
    {
        if (left is not { } a || right is not { } b || a == b)
            return left ?? right;
        if (a.End != b.End)
            return Join(a with { End = CommentEnd.Unknown }, b with { End = CommentEnd.Unknown }, place);
        if (a is { Place: HtmlPlace.Data, End: CommentEnd.None } && b == a with { IsConditional = b.IsConditional })
            return a with { IsConditional = true };
        if (IsWithinTag(a) && IsWithinTag(b) && a.Tag == b.Tag && a.IsEndTag == b.IsEndTag && a.IsConditional == b.IsConditional && a.Foreign == b.Foreign)
            return a.To(HtmlPlace.WithinTag) with { Attribute = "" };
        if (a.Place == HtmlPlace.QuotedValue && a with { Written = "", HasValue = false, Address = default } == b with { Written = "", HasValue = false, Address = default })
            return InValue(a, b, place);
        throw Differ(a, b, place);
    }

    private static HtmlState InValue(HtmlState a, HtmlState b, SourcePlace place)
    {
        if (a.Attribute == "style" && (CssRules.KindAfter(a.Written) != OutputKind.Css || CssRules.KindAfter(b.Written) != OutputKind.Css))
            throw Differ(a, b, place);
        if (a.Address == AddressPart.Script || b.Address == AddressPart.Script)
            return a with { Address = AddressPart.Script, Written = "" };
        // Unknown in one of them is unknown; what was written is looked at when the value comes.
        var address = a.Address == AddressPart.Head || b.Address == AddressPart.Head ? AddressPart.Head : a.Address;
        return a with { Address = address, HasValue = a.HasValue || b.HasValue || address == AddressPart.Head, Written = "" };
    }

    private static bool IsWithinTag(HtmlState state) => state.Place
        is HtmlPlace.TagName or HtmlPlace.BeforeAttribute or HtmlPlace.AttributeName or HtmlPlace.AfterAttributeName or HtmlPlace.AfterValue or HtmlPlace.WithinTag;

    private static SesException Differ(HtmlState a, HtmlState b, SourcePlace place) =>
        place.Error($"the HTML is {Describe(a)} behind one way through this tag, and {Describe(b)} behind another; begin and end tags, attributes and quotation marks within it");

    public static string Describe(HtmlState state) => state.Place switch
    {
        HtmlPlace.Data => "between tags",
        HtmlPlace.QuotedValue => $"in the attribute {state.Attribute}",
        HtmlPlace.Comment => "in a comment",
        HtmlPlace.RawText or HtmlPlace.EscapableRawText => $"in <{state.Tag}>",
        HtmlPlace.Bogus or HtmlPlace.Declaration => "in a declaration",
        _ => "within a tag",
    };
}
