using System.Runtime.ExceptionServices;
using Fluid.Values;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Filters;

internal static class SortFilters
{
    public static FluidValue Sort(FluidValue input, FilterArguments arguments) => Sorted(input, arguments, Comparer<FluidValue>.Create((a, b) =>
        (a is BaseNilValue, b is BaseNilValue) switch
        {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => -1,
            _ => ValueOrder.Compare(a, b) ?? throw arguments.Error($"'{arguments.Run.TextOf(a)}' and '{arguments.Run.TextOf(b)}' have no order"),
        }));

    /// <summary>Sorted as texts, without regard to case.</summary>
    public static FluidValue SortNatural(FluidValue input, FilterArguments arguments) => Sorted(input, arguments, Comparer<FluidValue>.Create((a, b) =>
        (a is BaseNilValue, b is BaseNilValue) switch
        {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => -1,
            _ => string.Compare(arguments.Run.TextOf(a), arguments.Run.TextOf(b), StringComparison.OrdinalIgnoreCase),
        }));

    // Each comparison is paid for, so that a list of long texts costs what it costs.
    private static ArrayValue Sorted(FluidValue input, FilterArguments arguments, Comparer<FluidValue> comparer)
    {
        var items = ListItems.Of(input, arguments);
        var property = arguments.At(0);
        FluidValue Key(FluidValue item) => property is BaseNilValue ? item : ListItems.Property(item, property, arguments) ?? throw arguments.Error($"'{arguments.Run.TextOf(item)}' has no properties");
        try
        {
            return new([.. items.OrderBy(Key, Comparer<FluidValue>.Create((a, b) =>
            {
                arguments.Run.Charge(1);
                return comparer.Compare(a, b);
            }))]);
        }
        catch (InvalidOperationException error) when (error.InnerException is SesException refused)
        {
            ExceptionDispatchInfo.Throw(refused);
            throw;
        }
    }
}
