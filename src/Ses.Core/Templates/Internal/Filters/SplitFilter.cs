using Fluid.Values;

namespace Ses.Templates.Internal.Filters;

internal static class SplitFilter
{
    /// <summary>Cuts a text at a separator; at white space where that is a space, into characters where it is empty. Empty parts at the end are dropped.</summary>
    public static FluidValue Split(FluidValue input, FilterArguments arguments)
    {
        var text = TextFilters.Of(input, arguments);
        var separator = arguments.Text(0);
        arguments.Run.Charge(separator.Length == 0 ? text.Length : Count(text, separator));
        return new ArrayValue([.. Parts(text, separator).Select(TextFilters.Text)]);
    }

    private static IEnumerable<string> Parts(string text, string separator)
    {
        if (separator == " ")
            return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (separator.Length == 0)
            return text.Select(c => c.ToString());
        var parts = text.Split(separator);
        var count = parts.Length;
        while (count > 0 && parts[count - 1].Length == 0)
            count--;
        return parts.Take(count);
    }

    private static int Count(ReadOnlySpan<char> text, string separator) => text.Count(separator);
}
