using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Html;

/// <summary>What a value may stand in. Refuses the places in which no escaping makes a value harmless.</summary>
internal static class HtmlSlots
{
    // Stands for a value in what was written of a style.
    private const char ValueInStyle = 'v';

    public static OutputSlot SlotAt(HtmlState state, SourcePlace place) => state.Place switch
    {
        _ when state.End != CommentEnd.None => throw BesideHyphens(place),
        HtmlPlace.Data => new(OutputKind.HtmlText, IsInComment: state.IsConditional),
        HtmlPlace.EscapableRawText when state.Written.Length == 0 => new(OutputKind.HtmlValue, state.Tag),
        HtmlPlace.Comment => state.Written.Length == 0
            ? new(OutputKind.HtmlValue, "comment", IsInComment: true)
            : throw BesideHyphens(place),
        HtmlPlace.QuotedValue => InAttribute(state, place),
        HtmlPlace.BeforeValue or HtmlPlace.UnquotedValue => throw place.Error($"a value cannot stand in an attribute without quotation marks; write {state.Attribute}=\"{{{{ … }}}}\""),
        HtmlPlace.RawText => throw place.Error($"a value cannot stand in <{state.Tag}>: no escaping makes it harmless there"),
        HtmlPlace.TagOpen or HtmlPlace.EndTagOpen or HtmlPlace.TagName => throw place.Error("a value cannot be part of a tag's name"),
        HtmlPlace.Declaration or HtmlPlace.Bogus or HtmlPlace.EscapableRawText => throw place.Error("a value cannot stand in a declaration or an end tag"),
        _ => throw place.Error("a value cannot be an attribute's name; write the attribute into the template, with a condition around it if need be"),
    };

    /// <summary>The state behind a value.</summary>
    public static HtmlState After(HtmlState state) => state.Place != HtmlPlace.QuotedValue
        ? state
        : state with { HasValue = true, Written = state.Attribute == "style" ? state.Written + ValueInStyle : "" };

    private static SesException BesideHyphens(SourcePlace place) => place.Error("a value cannot stand beside the hyphens of a comment; put a space between them");

    private static OutputSlot InAttribute(HtmlState state, SourcePlace place)
    {
        if (HtmlNames.IsScript(state.Attribute))
            throw place.Error($"a value cannot stand in {state.Attribute}: it would be part of a program");
        if (state.Address == AddressPart.Script)
            throw place.Error($"a value cannot stand in an address that is a program, as in {state.Attribute}");
        if (state.Attribute == "style")
            return new(CssRules.KindAfter(state.Written), "style", state.Quote, state.IsConditional);
        return new(state.Address == AddressPart.Head ? OutputKind.HtmlAddress : OutputKind.HtmlValue, state.Attribute, state.Quote, state.IsConditional);
    }
}
