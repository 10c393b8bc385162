using System.Net;
using System.Text;
using Fluid.Values;

namespace Ses.Templates.Internal.Filters;

internal static class EncodingFilters
{
    public static FluidValue UrlEncode(FluidValue input, FilterArguments arguments) =>
        input is BaseNilValue ? input : TextFilters.Text(Uri.EscapeDataString(TextFilters.Of(input, arguments)).Replace("%20", "+", StringComparison.Ordinal));

    public static FluidValue UrlDecode(FluidValue input, FilterArguments arguments) =>
        input is BaseNilValue ? input : TextFilters.Text(WebUtility.UrlDecode(TextFilters.Of(input, arguments)));

    public static FluidValue Base64Encode(FluidValue input, FilterArguments arguments) =>
        TextFilters.Text(Convert.ToBase64String(Encoding.UTF8.GetBytes(TextFilters.Of(input, arguments))));

    public static FluidValue Base64Decode(FluidValue input, FilterArguments arguments) =>
        TextFilters.Text(Encoding.UTF8.GetString(Convert.FromBase64String(TextFilters.Of(input, arguments))));

    public static FluidValue Base64UrlEncode(FluidValue input, FilterArguments arguments) =>
        TextFilters.Text(Base64Encode(input, arguments).ToStringValue().Replace('+', '-').Replace('/', '_'));

    public static FluidValue Base64UrlDecode(FluidValue input, FilterArguments arguments)
    {
        var text = TextFilters.Of(input, arguments).Replace('-', '+').Replace('_', '/');
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        return TextFilters.Text(Encoding.UTF8.GetString(Convert.FromBase64String(padded)));
    }
}
