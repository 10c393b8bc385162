using Fluid.Values;

namespace Ses.Templates.Internal.Values;

/// <summary>What stands behind a dot or in brackets.</summary>
internal static class ValueMembers
{
    /// <summary>The member or item; nil where there is none.</summary>
    public static FluidValue Of(FluidValue value, FluidValue key, bool isDotted)
    {
        if (key.Type == FluidValues.String)
        {
            var name = key.ToStringValue();
            if (value is HashValue hash && hash.Members.TryGetValue(name, out var member))
                return member;
            if (value is LoopValue loop)
                return loop.Member(name);
            return isDotted ? Described(value, name) : NilValue.Instance;
        }

        return key is NumberValue && ValueNumber.Whole(key) is { } index ? ItemAt(value, index) : NilValue.Instance;
    }

    private static FluidValue Described(FluidValue value, string name) => (name, value) switch
    {
        ("size", ArrayValue array) => NumberValue.Create((decimal)array.Values.Count),
        ("size", HashValue hash) => NumberValue.Create((decimal)hash.Members.Count),
        ("size", RangeValue range) => NumberValue.Create((decimal)range.Count),
        ("size", { Type: FluidValues.String }) => NumberValue.Create((decimal)value.ToStringValue().Length),
        ("first", _) => First(value),
        ("last", _) => Last(value),
        _ => NilValue.Instance,
    };

    public static FluidValue First(FluidValue value) => value switch
    {
        ArrayValue { Values: [var first, ..] } => first,
        RangeValue { Count: > 0 } range => range.At(0),
        HashValue { Members.Count: > 0 } hash => Pair(hash.Members.First()),
        { Type: FluidValues.String } when value.ToStringValue() is [var c, ..] => new StringValue(c.ToString()),
        _ => NilValue.Instance,
    };

    public static FluidValue Last(FluidValue value) => value switch
    {
        ArrayValue { Values: [.., var last] } => last,
        RangeValue { Count: > 0 } range => range.At(range.Count - 1),
        { Type: FluidValues.String } when value.ToStringValue() is [.., var c] => new StringValue(c.ToString()),
        _ => NilValue.Instance,
    };

    /// <summary>A member of an object as a list of its name and its value.</summary>
    public static ArrayValue Pair(KeyValuePair<string, FluidValue> member) => new([new StringValue(member.Key), member.Value]);

    private static FluidValue ItemAt(FluidValue value, long index) => value switch
    {
        ArrayValue array => (index < 0 ? index + array.Values.Count : index) is var at && at >= 0 && at < array.Values.Count ? array.Values[(int)at] : NilValue.Instance,
        RangeValue range => (index < 0 ? index + range.Count : index) is var at && at >= 0 && at < range.Count ? range.At(at) : NilValue.Instance,
        _ => NilValue.Instance,
    };
}
