using System.Globalization;
using Fluid.Values;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Filters;

internal static class NumberFilters
{
    // What a decimal can be rounded to.
    private const int MaxDigits = 28;

    public static FluidValue Abs(FluidValue input, FilterArguments arguments) => ValueNumber.Computed(Math.Abs(ValueNumber.Of(input)));

    public static FluidValue AtLeast(FluidValue input, FilterArguments arguments) => ValueNumber.Computed(Math.Max(ValueNumber.Of(input), arguments.Number(0)));

    public static FluidValue AtMost(FluidValue input, FilterArguments arguments) => ValueNumber.Computed(Math.Min(ValueNumber.Of(input), arguments.Number(0)));

    public static FluidValue Ceil(FluidValue input, FilterArguments arguments) => NumberValue.Create(decimal.Ceiling(ValueNumber.Of(input)));

    public static FluidValue Floor(FluidValue input, FilterArguments arguments) => NumberValue.Create(decimal.Floor(ValueNumber.Of(input)));

    public static FluidValue Plus(FluidValue input, FilterArguments arguments) => ValueNumber.Computed(ValueNumber.Of(input) + arguments.Number(0));

    public static FluidValue Minus(FluidValue input, FilterArguments arguments) => ValueNumber.Computed(ValueNumber.Of(input) - arguments.Number(0));

    public static FluidValue Times(FluidValue input, FilterArguments arguments) => ValueNumber.Computed(ValueNumber.Of(input) * arguments.Number(0));

    public static FluidValue Round(FluidValue input, FilterArguments arguments)
    {
        var number = ValueNumber.Of(input);
        var digits = (int)Math.Clamp(decimal.Truncate(arguments.Number(0)), -MaxDigits, MaxDigits);
        if (digits > 0)
            return ValueNumber.Computed(Math.Round(number, digits, MidpointRounding.AwayFromZero));
        var unit = 1m;
        for (var i = 0; i > digits; i--)
            unit *= 10;
        return NumberValue.Create(Math.Round(number / unit, MidpointRounding.AwayFromZero) * unit);
    }

    /// <summary>Whole numbers give a whole number, rounded down; with decimals on one side the result has decimals.</summary>
    public static FluidValue DividedBy(FluidValue input, FilterArguments arguments)
    {
        var (number, divisor) = (ValueNumber.Of(input), Divisor(arguments));
        if (ValueNumber.IsWhole(number) && ValueNumber.IsWhole(divisor))
            return NumberValue.Create(decimal.Floor(number / divisor));
        // As many digits as a double has, which is what other implementations show.
        var text = ((double)number / (double)divisor).ToString("R", CultureInfo.InvariantCulture);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var result) ? ValueNumber.Computed(result * 1.0m) : throw arguments.Error("the result is too large");
    }

    /// <summary>The rest, with the sign of the divisor.</summary>
    public static FluidValue Modulo(FluidValue input, FilterArguments arguments)
    {
        var (number, divisor) = (ValueNumber.Of(input), Divisor(arguments));
        return ValueNumber.Computed(number - (divisor * decimal.Floor(number / divisor)));
    }

    private static decimal Divisor(FilterArguments arguments) =>
        arguments.Number(0) is not 0 and var divisor ? divisor : throw arguments.Error("divided by zero");
}
