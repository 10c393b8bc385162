using System.Buffers;
using System.Text.RegularExpressions;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Html;

/// <summary>What a value may be in a style attribute: a word, a number with its unit, a color; or an address in <c>url()</c>. Never a piece of CSS.</summary>
internal static partial class CssRules
{
    private static readonly SearchValues<char> EndsAddress = SearchValues.Create("()'\"\\;<>");

    public static string? RefuseValue(string text) => Value().IsMatch(text)
        ? null
        : $"the value '{Short(text)}' stands in a style attribute, which takes words, numbers and colors; write the rest of the style into the template";

    public static string? RefuseAddress(string text) => !text.AsSpan().ContainsAny(EndsAddress) && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
        ? null
        : $"the value '{Short(text)}' stands in url() of a style attribute, which takes no white space, quotation marks, brackets and backslashes; url_encode writes them";

    /// <summary>What a value stands in, by what the template itself writes of the style before it.</summary>
    public static OutputKind KindAfter(string written)
    {
        var text = HtmlEscape.Decode(written);
        var url = text.LastIndexOf("url(", StringComparison.OrdinalIgnoreCase);
        if (url < 0 || text.IndexOf(')', url) >= 0)
            return OutputKind.Css;
        return text.AsSpan(url + 4).Trim(" \t\r\n'\"").Length == 0 ? OutputKind.CssAddress : OutputKind.CssAddressRest;
    }

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;

    [GeneratedRegex(@"^(?:[\p{L}\p{M}\p{N} #%.,+_-]*|(?:rgb|hsl)a?\([0-9 .,%/]*\))\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Value();
}
