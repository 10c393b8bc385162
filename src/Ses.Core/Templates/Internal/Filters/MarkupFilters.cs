using System.Text.RegularExpressions;
using Fluid.Values;
using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Filters;

/// <summary>
/// Filters that write HTML. In an HTML body values are escaped anyway, so these give a value that knows its markup and is not escaped twice;
/// elsewhere they give the markup as text.
/// </summary>
internal static partial class MarkupFilters
{
    public static FluidValue Escape(FluidValue input, FilterArguments arguments) =>
        input is BaseNilValue ? input : Markup(TextFilters.Of(input, arguments), HtmlEscape.Escape, arguments);

    public static FluidValue EscapeOnce(FluidValue input, FilterArguments arguments)
    {
        var text = TextFilters.Of(input, arguments);
        var markup = NotYetEscaped().Replace(text, match => HtmlEscape.Entity(match.Value[0]));
        return arguments.Run.EscapesHtml ? new MarkupValue(HtmlEscape.Decode(text), markup) : TextFilters.Text(markup);
    }

    public static FluidValue NewlineToBr(FluidValue input, FilterArguments arguments) =>
        Markup(TextFilters.Of(input, arguments), text => (arguments.Run.EscapesHtml ? HtmlEscape.Escape(text) : text)
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace("\n", "<br />\n", StringComparison.Ordinal), arguments);

    public static FluidValue StripHtml(FluidValue input, FilterArguments arguments) => TextFilters.Text(TagStripper.Strip(TextFilters.Of(input, arguments)));

    private static FluidValue Markup(string plain, Func<string, string> markup, FilterArguments arguments) =>
        arguments.Run.EscapesHtml ? new MarkupValue(plain, markup(plain)) : TextFilters.Text(markup(plain));

    [GeneratedRegex("""["'<>]|&(?!(?:[a-zA-Z]{1,32}|#[0-9]{1,7});)""", RegexOptions.CultureInvariant)]
    private static partial Regex NotYetEscaped();
}
