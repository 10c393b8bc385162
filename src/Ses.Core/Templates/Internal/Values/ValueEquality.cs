using Fluid.Values;

namespace Ses.Templates.Internal.Values;

/// <summary>When two values are the same: by kind and content; a text is never a number. <c>blank</c> and <c>empty</c> equal what they describe.</summary>
internal sealed class ValueEquality : IEqualityComparer<FluidValue>
{
    public static readonly ValueEquality Instance = new();

    public static bool AreEqual(FluidValue left, FluidValue right)
    {
        if (ReferenceEquals(left, right))
            return true;
        if (left is BlankValue || right is BlankValue)
            return IsBlank(left is BlankValue ? right : left);
        if (left is EmptyValue || right is EmptyValue)
            return IsEmpty(left is EmptyValue ? right : left);
        return (left, right) switch
        {
            (BaseNilValue, BaseNilValue) => true,
            (NumberValue a, NumberValue b) => a.ToNumberValue() == b.ToNumberValue(),
            (BooleanValue a, BooleanValue b) => a.ToBooleanValue() == b.ToBooleanValue(),
            (ArrayValue a, ArrayValue b) => a.Values.Count == b.Values.Count && a.Values.Zip(b.Values).All(pair => AreEqual(pair.First, pair.Second)),
            (HashValue a, HashValue b) => a.Members.Count == b.Members.Count
                && a.Members.All(member => b.Members.TryGetValue(member.Key, out var other) && AreEqual(member.Value, other)),
            (RangeValue a, RangeValue b) => a.First == b.First && a.Last == b.Last,
            _ => left.Type == FluidValues.String && right.Type == FluidValues.String && left.ToStringValue() == right.ToStringValue(),
        };
    }

    public bool Equals(FluidValue? x, FluidValue? y) => x is null || y is null ? ReferenceEquals(x, y) : AreEqual(x, y);

    public int GetHashCode(FluidValue value) => value switch
    {
        NumberValue => value.ToNumberValue().GetHashCode(),
        ArrayValue array => array.Values.Count,
        HashValue hash => hash.Members.Count,
        RangeValue range => range.First.GetHashCode(),
        _ when value.Type == FluidValues.String => value.ToStringValue().GetHashCode(StringComparison.Ordinal),
        _ => (int)value.Type,
    };

    private static bool IsBlank(FluidValue value) => value switch
    {
        EmptyValue => false,
        BaseNilValue => true,
        BooleanValue => !value.ToBooleanValue(),
        _ when value.Type == FluidValues.String => string.IsNullOrWhiteSpace(value.ToStringValue()),
        _ => IsEmpty(value),
    };

    private static bool IsEmpty(FluidValue value) => value switch
    {
        ArrayValue array => array.Values.Count == 0,
        HashValue hash => hash.Members.Count == 0,
        _ => value.Type == FluidValues.String && value.ToStringValue().Length == 0,
    };
}
