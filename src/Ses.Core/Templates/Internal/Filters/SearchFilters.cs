using Fluid.Values;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Filters;

/// <summary>Filters that look for items by a property: one that is there and not false, or one that has a given value.</summary>
internal static class SearchFilters
{
    public static FluidValue Where(FluidValue input, FilterArguments arguments) => Kept(input, arguments, wanted: true);

    public static FluidValue Reject(FluidValue input, FilterArguments arguments) => Kept(input, arguments, wanted: false);

    public static FluidValue Find(FluidValue input, FilterArguments arguments)
    {
        var items = ListItems.Of(input, arguments);
        return IndexOfMatch(items, arguments) is { } at ? items[at] : NilValue.Instance;
    }

    public static FluidValue FindIndex(FluidValue input, FilterArguments arguments) =>
        IndexOfMatch(ListItems.Of(input, arguments), arguments) is { } at ? NumberValue.Create((decimal)at) : NilValue.Instance;

    public static FluidValue Has(FluidValue input, FilterArguments arguments) => BooleanValue.Create(IndexOfMatch(ListItems.Of(input, arguments), arguments) is not null);

    // One item without properties, and the whole list has no answer.
    private static FluidValue Kept(FluidValue input, FilterArguments arguments, bool wanted)
    {
        var (property, target) = (arguments.At(0), arguments.At(1));
        var kept = new List<FluidValue>();
        foreach (var item in ListItems.Of(input, arguments))
        {
            if (Matches(item, property, target, arguments) is not { } matches)
                return NilValue.Instance;
            if (matches == wanted)
                kept.Add(item);
        }

        return new ArrayValue(kept);
    }

    private static int? IndexOfMatch(List<FluidValue> items, FilterArguments arguments)
    {
        var (property, target) = (arguments.At(0), arguments.At(1));
        for (var i = 0; i < items.Count; i++)
        {
            if (Matches(items[i], property, target, arguments) is not false and var matches)
                return matches is true ? i : null;
        }

        return null;
    }

    private static bool? Matches(FluidValue item, FluidValue property, FluidValue target, FilterArguments arguments)
    {
        var value = ListItems.Property(item, property, arguments);
        return value is null ? null : target is BaseNilValue ? value.ToBooleanValue() : ValueEquality.AreEqual(value, target);
    }
}
