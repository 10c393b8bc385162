using Fluid.Values;

namespace Ses.Templates.Internal.Filters;

internal static class TextFilters
{
    private const int TruncatedLength = 50;
    private const int TruncatedWords = 15;

    public static FluidValue Append(FluidValue input, FilterArguments arguments) => Text(Of(input, arguments) + arguments.Text(0));

    public static FluidValue Prepend(FluidValue input, FilterArguments arguments) => Text(arguments.Text(0) + Of(input, arguments));

    public static FluidValue Upcase(FluidValue input, FilterArguments arguments) => Text(Of(input, arguments).ToUpperInvariant());

    public static FluidValue Downcase(FluidValue input, FilterArguments arguments) => Text(Of(input, arguments).ToLowerInvariant());

    public static FluidValue Capitalize(FluidValue input, FilterArguments arguments) =>
        Of(input, arguments) is [var first, ..] text ? Text(char.ToUpperInvariant(first) + text[1..].ToLowerInvariant()) : StringValue.Empty;

    public static FluidValue Strip(FluidValue input, FilterArguments arguments) => Text(Of(input, arguments).Trim());

    public static FluidValue StripLeft(FluidValue input, FilterArguments arguments) => Text(Of(input, arguments).TrimStart());

    public static FluidValue StripRight(FluidValue input, FilterArguments arguments) => Text(Of(input, arguments).TrimEnd());

    public static FluidValue StripNewlines(FluidValue input, FilterArguments arguments) =>
        Text(Of(input, arguments).Replace("\r\n", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));

    public static FluidValue Truncate(FluidValue input, FilterArguments arguments)
    {
        if (input is BaseNilValue)
            return input;
        var text = Of(input, arguments);
        var length = arguments.Count > 0 ? arguments.Whole(0) : TruncatedLength;
        var end = arguments.Text(1, "...");
        return text.Length <= length ? Text(text) : Text(string.Concat(text.AsSpan(0, Cut(text, Math.Max(0, length - end.Length))), end));
    }

    public static FluidValue TruncateWords(FluidValue input, FilterArguments arguments)
    {
        if (input is BaseNilValue)
            return input;
        var text = Of(input, arguments);
        var most = Math.Max(1, arguments.Count > 0 ? arguments.Whole(0) : TruncatedWords);
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length <= most ? Text(text) : Text(string.Join(' ', words.Take(most)) + arguments.Text(1, "..."));
    }

    public static StringValue Text(string text) => StringValue.Create(text);

    public static string Of(FluidValue input, FilterArguments arguments) => arguments.Run.TextOf(input);

    // A character of two halves is not cut in two.
    private static int Cut(string text, int length) => length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
