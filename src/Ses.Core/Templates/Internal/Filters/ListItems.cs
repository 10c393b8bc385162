using Fluid.Values;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Filters;

/// <summary>A filter's input as a list: lists within it are flattened, an object or a simple value is a list of one, nil is empty.</summary>
internal static class ListItems
{
    public static List<FluidValue> Of(FluidValue input, FilterArguments arguments)
    {
        var items = new List<FluidValue>();
        switch (input)
        {
            case ArrayValue array:
                Flatten(array, items, arguments);
                break;
            case RangeValue range:
                arguments.Run.Charge(range.Count);
                for (long i = 0; i < range.Count; i++)
                    items.Add(range.At(i));
                break;
            case BaseNilValue or EmptyValue or BlankValue:
                break;
            default:
                items.Add(input);
                break;
        }

        return items;
    }

    /// <summary>A property of an item, which a list's filters are told by name; null where such a value has no properties at all.</summary>
    public static FluidValue? Property(FluidValue item, FluidValue property, FilterArguments arguments) => item switch
    {
        HashValue => ValueMembers.Of(item, property, isDotted: false),
        NumberValue when ValueNumber.IsWhole(item.ToNumberValue()) => Bit(item, property) ?? throw NoProperty(item, property, arguments),
        _ when item.Type == FluidValues.String => PartOfText(item.ToStringValue(), property) ?? throw NoProperty(item, property, arguments),
        _ => null,
    };

    private static void Flatten(ArrayValue array, List<FluidValue> items, FilterArguments arguments)
    {
        arguments.Run.Charge(array.Values.Count);
        foreach (var item in array.Values)
        {
            if (item is ArrayValue inner)
                Flatten(inner, items, arguments);
            else
                items.Add(item);
        }
    }

    // Liquid's own implementation asks a text for a part of it, and a whole number for one of its bits.
    private static FluidValue? PartOfText(string text, FluidValue property)
    {
        if (property.Type == FluidValues.String)
            return text.Contains(property.ToStringValue(), StringComparison.Ordinal) ? property : NilValue.Instance;
        if (property is not NumberValue || ValueNumber.Whole(property) is not { } index)
            return null;
        var at = index < 0 ? index + text.Length : index;
        return at >= 0 && at < text.Length ? new StringValue(text[(int)at].ToString()) : NilValue.Instance;
    }

    private static NumberValue? Bit(FluidValue item, FluidValue property)
    {
        if (property is not NumberValue || ValueNumber.Whole(property) is not { } index || ValueNumber.Whole(item) is not { } number)
            return null;
        return NumberValue.Create(index < 0 ? 0m : (number >> (int)Math.Min(index, 63)) & 1);
    }

    private static SesException NoProperty(FluidValue item, FluidValue property, FilterArguments arguments) =>
        arguments.Error($"'{arguments.Run.TextOf(item)}' has no property '{arguments.Run.TextOf(property)}'");
}
