using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Html;

/// <summary>Which addresses a value may begin in an <c>href</c>, a <c>src</c> and the like.</summary>
internal static partial class AddressRules
{
    // A scheme longer than that is none.
    private const int MaxScheme = 64;

    private static readonly FrozenSet<string> Allowed = FrozenSet.ToFrozenSet(["http", "https", "mailto", "tel", "cid"]);
    private static readonly FrozenSet<string> Scripts = FrozenSet.ToFrozenSet(["javascript", "vbscript", "livescript", "jscript", "mocha", "data"]);

    /// <summary>Why an address cannot go on with a value; null where it can. What a mail program would read as a scheme must be an allowed one, however it is disguised.</summary>
    public static string? Refuse(string head, string value, string attribute)
    {
        var written = HtmlEscape.Decode(head) + value;
        var scheme = SchemeOf(written);
        if (scheme is null || Allowed.Contains(scheme))
            scheme = SchemeOf(HtmlEscape.Decode(written));
        return scheme is null || Allowed.Contains(scheme)
            ? null
            : $"the value '{Short(value)}' begins an address in {attribute}: http, https, mailto, tel and cid are allowed, '{Short(scheme)}' is not";
    }

    /// <summary>How far an address is by what the template itself writes of it.</summary>
    public static AddressPart Of(string written, string tag, string attribute)
    {
        // An entity is read once it is whole.
        var text = HtmlEscape.Decode(written[..^BegunEntity().Match(written).Length]);
        if (text.AsSpan().IndexOfAny(":/?#\\") is var at && at < 0)
            return text.Length > MaxScheme ? AddressPart.Rest : AddressPart.Head;
        if (text[at] != ':' || SchemeOf(text) is not { } scheme || !Scripts.Contains(scheme))
            return AddressPart.Rest;
        // A picture as its own address is what an image may hold.
        return scheme == "data" && tag == "img" && attribute == "src" ? AddressPart.Rest : AddressPart.Script;
    }

    // What stands before the first colon, without what browsers pass over; null where a path begins first.
    private static string? SchemeOf(string text)
    {
        var end = text.AsSpan().IndexOfAny(":/?#");
        if (end < 0 || text[end] != ':')
            return null;
        return string.Concat(text.Take(end).Where(c => !IsPassedOver(c))).ToLowerInvariant();
    }

    private static bool IsPassedOver(char c) =>
        char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    [GeneratedRegex(@"(?:&(?:#?[a-zA-Z0-9]{0,31}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex BegunEntity();

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
