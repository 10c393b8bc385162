using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Html;

/// <summary>Follows the HTML that a template writes, character by character, as a mail program's tokenizer would.</summary>
internal static class HtmlScanner
{
    // Longer names than any that is looked for.
    private const int MaxName = 64;

    // As much of a declaration in a style as may hold the url() that a value stands in.
    private const int MaxStyle = 256;

    private const string Conditional = "--[if";

    /// <summary>The state behind a text. Refuses what mail programs read differently and values after it could be harmed by.</summary>
    public static HtmlState Scan(HtmlState state, string text, SourcePlace place)
    {
        if (state.Place == HtmlPlace.None)
            return state;
        for (var i = 0; i < text.Length; i++)
        {
            if (state is { Place: HtmlPlace.Data, IsConditional: false } && text.IndexOf('<', i) is var open && open != i)
            {
                if (open < 0)
                    break;
                i = open;
            }

            var next = Next(state, text[i], place, i);
            state = state.IsConditional ? ConditionalComment.After(state, next, text[i], place.Plus(i)) : next;
        }

        return state;
    }

    private static HtmlState Next(HtmlState state, char c, SourcePlace place, int at) => state.Place switch
    {
        HtmlPlace.Data => c == '<' ? state.To(HtmlPlace.TagOpen) : state,
        HtmlPlace.TagOpen => InTagOpen(state, c),
        HtmlPlace.EndTagOpen => char.IsAsciiLetter(c) ? InTagName(state with { Place = HtmlPlace.TagName, Tag = "", IsEndTag = true }, c) : c == '>' ? state.ToData() : state.To(HtmlPlace.Bogus),
        HtmlPlace.TagName => InTagName(state, c),
        HtmlPlace.BeforeAttribute or HtmlPlace.AfterValue or HtmlPlace.AfterAttributeName => BetweenAttributes(state, c),
        HtmlPlace.WithinTag => InJoinedTag(state, c, place, at),
        HtmlPlace.AttributeName => InAttributeName(state, c),
        HtmlPlace.BeforeValue => BeforeValue(state, c),
        HtmlPlace.QuotedValue => c == state.Quote ? state.To(HtmlPlace.AfterValue) with { Attribute = "", Quote = '\0', Address = AddressPart.None, HasValue = false } : InValue(state, c, place, at),
        HtmlPlace.UnquotedValue => char.IsWhiteSpace(c) ? state.To(HtmlPlace.BeforeAttribute) : c == '>' ? TagEnd(state) : state,
        HtmlPlace.Declaration => InDeclaration(state, c),
        HtmlPlace.Bogus when state.Foreign > 0 && state.Written == "[CDATA[" => throw place.Plus(at).Error("CDATA is read differently by different programs"),
        HtmlPlace.Bogus => InBogus(state, c),
        HtmlPlace.Comment => InComment(state, c),
        _ => InRawText(state, c, place, at),
    };

    private static HtmlState InTagOpen(HtmlState state, char c) => c switch
    {
        '/' => state.To(HtmlPlace.EndTagOpen),
        '!' => state.To(HtmlPlace.Declaration),
        '?' => state.To(HtmlPlace.Bogus),
        '<' => state,
        _ when char.IsAsciiLetter(c) => InTagName(state with { Place = HtmlPlace.TagName, Tag = "", IsEndTag = false }, c),
        _ => state.ToData(),
    };

    private static HtmlState InTagName(HtmlState state, char c) => c switch
    {
        '>' => TagEnd(state),
        '/' => state.To(HtmlPlace.BeforeAttribute) with { Written = "/" },
        _ when char.IsWhiteSpace(c) => state.To(HtmlPlace.BeforeAttribute),
        _ => state with { Tag = Longer(state.Tag, c) },
    };

    private static HtmlState BetweenAttributes(HtmlState state, char c) => c switch
    {
        '>' => TagEnd(state),
        '/' => state.To(HtmlPlace.BeforeAttribute) with { Written = "/" },
        '=' when state.Place == HtmlPlace.AfterAttributeName => state.To(HtmlPlace.BeforeValue),
        _ when char.IsWhiteSpace(c) => state.Place == HtmlPlace.AfterAttributeName ? state : state.To(HtmlPlace.BeforeAttribute),
        _ => state.To(HtmlPlace.AttributeName) with { Attribute = char.ToLowerInvariant(c).ToString() },
    };

    // Branches come together here: only what begins anew is the same behind each of them.
    private static HtmlState InJoinedTag(HtmlState state, char c, SourcePlace place, int at)
    {
        if (char.IsWhiteSpace(c))
            return state with { Written = " " };
        if (c is '/' or '>' || (c != '=' && state.Written == " "))
            return BetweenAttributes(state, c);
        throw place.Plus(at).Error($"'{c}' goes on a part of a tag that not every branch before it ends with; put a space before it, or move it into the branches");
    }

    private static HtmlState InAttributeName(HtmlState state, char c) => c switch
    {
        '=' => state.To(HtmlPlace.BeforeValue),
        '>' => TagEnd(state),
        '/' => state.To(HtmlPlace.BeforeAttribute) with { Written = "/" },
        _ when char.IsWhiteSpace(c) => state.To(HtmlPlace.AfterAttributeName),
        _ => state with { Attribute = Longer(state.Attribute, c) },
    };

    private static HtmlState BeforeValue(HtmlState state, char c) => c switch
    {
        '"' or '\'' => state.To(HtmlPlace.QuotedValue) with
        {
            Quote = c,
            Address = HtmlNames.IsAddress(state.Tag, state.Attribute) ? AddressPart.Head : AddressPart.None,
        },
        '>' => TagEnd(state),
        _ when char.IsWhiteSpace(c) => state,
        _ => state.To(HtmlPlace.UnquotedValue),
    };

    private static HtmlState InValue(HtmlState state, char c, SourcePlace place, int at)
    {
        if (state.Attribute == "style")
            return state with { Written = c == ';' ? "" : LastOf(state.Written, c, MaxStyle) };
        // A refresh names its address within other text.
        if (state is { Attribute: "content", Address: AddressPart.None })
            return state.Written.EndsWith("url", StringComparison.OrdinalIgnoreCase) && c == '=' ? state with { Address = AddressPart.Head, Written = "" } : state with { Written = LastOf(state.Written, c, 3) };
        if (state.Address != AddressPart.Head)
            return state;
        var written = state.Written + c;
        if (state.HasValue && c == ':')
            throw place.Plus(at).Error($"a value stands before this colon, so that nobody knows the scheme of the address in {state.Attribute}; write the scheme into the template, or all of the address into the value");
        var part = AddressRules.Of(written, state.Tag, state.Attribute);
        return state with { Address = part, Written = part == AddressPart.Head ? written : "" };
    }

    private static HtmlState InDeclaration(HtmlState state, char c)
    {
        var written = state.Written + c;
        if (written == "--")
            return state.To(HtmlPlace.Comment) with { Written = "--" };
        return written == "-" ? state with { Written = written } : c == '>' ? state.ToData() : state.To(HtmlPlace.Bogus) with { Written = c.ToString() };
    }

    private static HtmlState InBogus(HtmlState state, char c) =>
        c == '>' ? state.ToData() : state with { Written = state.Written.Length < 16 ? state.Written + c : state.Written };

    // Written holds the beginning while it may be <!--[if, then the hyphens that may end the comment.
    private static HtmlState InComment(HtmlState state, char c)
    {
        var written = state.Written + c;
        if (c == '>' && (state.Written.EndsWith("--", StringComparison.Ordinal) || state.Written.EndsWith("--!", StringComparison.Ordinal) || state.Written == "---"))
            return state.ToData();
        if (Conditional.StartsWith(written, StringComparison.OrdinalIgnoreCase))
            return written.Length == Conditional.Length ? state.To(HtmlPlace.Bogus) with { Written = "if", IsConditional = true } : state with { Written = written };
        if (c == '-')
            return state with { Written = state.Written.EndsWith('-') ? "--" : "-" };
        return state with { Written = c == '!' && state.Written == "--" ? "--!" : "" };
    }

    private static HtmlState InRawText(HtmlState state, char c, SourcePlace place, int at)
    {
        var end = "</" + state.Tag;
        var written = state.Written + c;
        if (written.Length <= end.Length)
        {
            if (end.StartsWith(written, StringComparison.OrdinalIgnoreCase))
                return state with { Written = written };
            // Scripts within comments within scripts end elsewhere, and foreign elements read these tags as any other.
            if ((state.Tag == "script" && written == "<!") || (state.Foreign > 0 && written.Length == 2 && written[0] == '<'))
                throw place.Plus(at).Error($"'{written}' within {state.Tag} is read differently by different programs");
            return state with { Written = c == '<' ? "<" : "" };
        }

        return c switch
        {
            '>' => state.ToData(),
            '/' => state.To(HtmlPlace.BeforeAttribute) with { IsEndTag = true },
            _ when char.IsWhiteSpace(c) => state.To(HtmlPlace.BeforeAttribute) with { IsEndTag = true },
            _ => state with { Written = c == '<' ? "<" : "" },
        };
    }

    private static HtmlState TagEnd(HtmlState state)
    {
        var isSelfClosed = state is { Written: "/", Place: HtmlPlace.BeforeAttribute };
        var data = state.ToData();
        if (HtmlNames.IsForeign(state.Tag))
            return isSelfClosed ? data : data with { Foreign = Math.Max(0, state.Foreign + (state.IsEndTag ? -1 : 1)) };
        if (state.IsEndTag)
            return data;
        if (HtmlNames.IsRaw(state.Tag))
            return data with { Place = HtmlPlace.RawText, Tag = state.Tag };
        return HtmlNames.IsEscapableRaw(state.Tag) ? data with { Place = HtmlPlace.EscapableRawText, Tag = state.Tag } : data;
    }

    private static string Longer(string name, char c) => name.Length < MaxName ? name + char.ToLowerInvariant(c) : name;

    private static string LastOf(string written, char c, int most) => (written.Length < most ? written : written[^(most - 1)..]) + c;
}
