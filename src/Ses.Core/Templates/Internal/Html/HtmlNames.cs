using System.Collections.Frozen;

namespace Ses.Templates.Internal.Html;

/// <summary>Elements and attributes that are not like the others.</summary>
internal static class HtmlNames
{
    private static readonly FrozenSet<string> Raw = FrozenSet.ToFrozenSet(["script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext"]);

    private static readonly FrozenSet<string> Addresses = FrozenSet.ToFrozenSet(
    [
        "href", "src", "action", "formaction", "background", "cite", "codebase", "data", "dynsrc", "icon", "longdesc", "lowsrc", "manifest", "ping", "poster",
        "profile", "srcset", "usemap", "classid", "archive", "imagesrcset",
    ]);

    public static bool IsRaw(string tag) => Raw.Contains(tag);

    public static bool IsEscapableRaw(string tag) => tag is "title" or "textarea";

    public static bool IsForeign(string tag) => tag is "svg" or "math";

    public static bool IsAddress(string tag, string attribute) =>
        Addresses.Contains(attribute[(attribute.LastIndexOf(':') + 1)..]) || (tag is "animate" or "set" && attribute is "from" or "to" or "by" or "values");

    /// <summary>Attributes whose value is a program, or a page of its own.</summary>
    public static bool IsScript(string attribute) => attribute.StartsWith("on", StringComparison.Ordinal) || attribute == "srcdoc";
}
