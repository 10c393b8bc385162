using System.Globalization;
using Fluid.Values;

namespace Ses.Templates.Internal.Values;

/// <summary>Values as numbers. A number has decimals where it is written with them: 5 and 5.0 are divided differently.</summary>
internal static class ValueNumber
{
    /// <summary>The number; of a text the digits that it begins with; 0 for what is none.</summary>
    public static decimal Of(FluidValue value) => value switch
    {
        NumberValue => value.ToNumberValue(),
        _ when value.Type == FluidValues.String => OfText(value.ToStringValue().AsSpan().Trim()),
        _ => 0,
    };

    /// <summary>A whole number, or null where the value is none.</summary>
    public static long? Whole(FluidValue value)
    {
        if (value is NumberValue)
            return value.ToNumberValue() is var number && number == decimal.Truncate(number) && Math.Abs(number) <= int.MaxValue ? (long)number : null;
        return value.Type == FluidValues.String
            && long.TryParse(value.ToStringValue().AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            && whole is >= -int.MaxValue and <= int.MaxValue ? whole : null;
    }

    /// <summary>A number or a text that is all number; null for others.</summary>
    public static decimal? Exact(FluidValue value) => value switch
    {
        NumberValue => value.ToNumberValue(),
        _ when value.Type == FluidValues.String && TryParse(value.ToStringValue().AsSpan().Trim(), out var number) => number,
        _ => null,
    };

    /// <summary>Whether it is written without decimals.</summary>
    public static bool IsWhole(decimal number) => number.Scale == 0;

    /// <summary>A computed number without the zeros at its end; one that has decimals keeps one: 10.50 → 10.5, 12.00 → 12.0.</summary>
    public static NumberValue Computed(decimal number)
    {
        if (number.Scale <= 1)
            return NumberValue.Create(number);
        var shortened = number / 1.0000000000000000000000000000m;
        return NumberValue.Create(shortened.Scale == 0 ? shortened * 1.0m : shortened);
    }

    private static decimal OfText(ReadOnlySpan<char> text)
    {
        if (TryParse(text, out var number))
            return number;
        var length = text is ['-', ..] ? 1 : 0;
        while (length < text.Length && char.IsAsciiDigit(text[length]))
            length++;
        return TryParse(text[..length], out number) ? number : 0;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
