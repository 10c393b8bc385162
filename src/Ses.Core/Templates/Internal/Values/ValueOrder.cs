using Fluid.Values;

namespace Ses.Templates.Internal.Values;

/// <summary>Which of two values comes first.</summary>
internal static class ValueOrder
{
    /// <summary>Below, at or above zero; null where the two cannot be compared. A text that is a number is compared with a number as one: a list's columns are all text.</summary>
    public static int? Compare(FluidValue left, FluidValue right)
    {
        if (left.Type == FluidValues.String && right.Type == FluidValues.String)
            return string.CompareOrdinal(left.ToStringValue(), right.ToStringValue());
        if (left is BooleanValue && right is BooleanValue)
            return left.ToBooleanValue() == right.ToBooleanValue() ? 0 : null;
        return left is NumberValue || right is NumberValue
            ? ValueNumber.Exact(left) is { } a && ValueNumber.Exact(right) is { } b ? a.CompareTo(b) : null
            : ValueEquality.AreEqual(left, right) ? 0 : null;
    }
}
