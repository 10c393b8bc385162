using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Fluid.Filters;
using Fluid.Values;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Filters;

/// <summary>Dates by the letters of <c>strftime</c>: <c>{{ shipped_at | date: '%d %B %Y' }}</c>. Times without a zone are UTC.</summary>
internal static partial class DateFilter
{
    private const int MaxFormat = 256;

    public static FluidValue Date(FluidValue input, FilterArguments arguments)
    {
        var format = arguments.Text(0);
        if (format.Length == 0 || Read(input, arguments) is not { } date)
            return input;
        if (format.Length > MaxFormat || TooWide().IsMatch(format))
            throw arguments.Error($"a format has at most {MaxFormat} characters, and a width of two digits");
        // Fluid writes %c as .NET does, everyone else as here.
        var wanted = new Fluid.FilterArguments(new StringValue(format.Replace("%c", "%a %b %e %H:%M:%S %Y", StringComparison.Ordinal)));
        var written = MiscFilters.Date(new DateTimeValue(date), wanted, arguments.FluidContext);
        return written.IsCompleted ? written.Result : throw new UnreachableException();
    }

    private static DateTimeOffset? Read(FluidValue input, FilterArguments arguments)
    {
        var text = arguments.Run.TextOf(input).Trim();
        if (text is "now" or "today" or "Now" or "Today")
            return arguments.Run.Now ?? throw arguments.Error($"'{text}' is the moment a message is accepted, and there is none here");
        if (input is NumberValue || (text.Length > 0 && text.All(char.IsAsciiDigit)))
            return FromSeconds(decimal.Truncate(ValueNumber.Of(input))) ?? throw arguments.Error($"the time stamp {text} is out of range");

        return input.Type == FluidValues.String
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
    }

    private static DateTimeOffset? FromSeconds(decimal seconds) =>
        seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;

    [GeneratedRegex("%[^a-zA-Z%]*[0-9]{3}", RegexOptions.CultureInvariant)]
    private static partial Regex TooWide();
}
