using System.Text;
using Fluid.Values;

namespace Ses.Templates.Internal.Filters;

internal static class ReplaceFilters
{
    public static FluidValue Replace(FluidValue input, FilterArguments arguments) => All(input, arguments, arguments.Text(1));

    public static FluidValue Remove(FluidValue input, FilterArguments arguments) => All(input, arguments, "");

    public static FluidValue ReplaceFirst(FluidValue input, FilterArguments arguments) => One(input, arguments, arguments.Text(1), isLast: false);

    public static FluidValue ReplaceLast(FluidValue input, FilterArguments arguments) => One(input, arguments, arguments.Text(1), isLast: true);

    public static FluidValue RemoveFirst(FluidValue input, FilterArguments arguments) => One(input, arguments, "", isLast: false);

    public static FluidValue RemoveLast(FluidValue input, FilterArguments arguments) => One(input, arguments, "", isLast: true);

    private static StringValue One(FluidValue input, FilterArguments arguments, string replacement, bool isLast)
    {
        var text = TextFilters.Of(input, arguments);
        var wanted = arguments.Text(0);
        var at = isLast ? text.LastIndexOf(wanted, StringComparison.Ordinal) : text.IndexOf(wanted, StringComparison.Ordinal);
        return TextFilters.Text(at < 0 ? text : string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + wanted.Length)));
    }

    // Nothing stands between any two characters: an empty text is found there.
    private static StringValue All(FluidValue input, FilterArguments arguments, string replacement)
    {
        var text = TextFilters.Of(input, arguments);
        var wanted = arguments.Text(0);
        var found = wanted.Length == 0 ? text.Length + 1L : text.AsSpan().Count(wanted);
        if (text.Length + (found * (replacement.Length - wanted.Length)) > arguments.Run.MaxLength)
            throw arguments.Run.TooLong();
        if (wanted.Length > 0)
            return TextFilters.Text(text.Replace(wanted, replacement, StringComparison.Ordinal));
        var result = new StringBuilder(replacement);
        foreach (var c in text)
            result.Append(c).Append(replacement);
        return TextFilters.Text(result.ToString());
    }
}
