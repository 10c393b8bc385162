using System.Text;
using Fluid.Values;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Filters;

internal static class ListFilters
{
    public static FluidValue Size(FluidValue input, FilterArguments arguments) =>
        ValueMembers.Of(input, new StringValue("size"), isDotted: true) is NumberValue size && input is not HashValue ? size : NumberValue.Create(input is HashValue hash ? hash.Members.Count : 0m);

    public static FluidValue First(FluidValue input, FilterArguments arguments) => ValueMembers.First(input);

    public static FluidValue Last(FluidValue input, FilterArguments arguments) => ValueMembers.Last(input);

    public static FluidValue Join(FluidValue input, FilterArguments arguments)
    {
        var glue = arguments.Text(0, " ");
        var text = new StringBuilder();
        var isFirst = true;
        foreach (var item in ListItems.Of(input, arguments))
        {
            text.Append(isFirst ? "" : glue).Append(arguments.Run.TextOf(item));
            isFirst = false;
            if (text.Length > arguments.Run.MaxLength)
                throw arguments.Run.TooLong();
        }

        return TextFilters.Text(text.ToString());
    }

    public static FluidValue Concat(FluidValue input, FilterArguments arguments)
    {
        var other = arguments.At(0) as ArrayValue ?? throw arguments.Error("its argument is not a list");
        return new ArrayValue([.. ListItems.Of(input, arguments), .. other.Values]);
    }

    public static FluidValue Reverse(FluidValue input, FilterArguments arguments) => new ArrayValue([.. ListItems.Of(input, arguments).AsEnumerable().Reverse()]);

    public static FluidValue Compact(FluidValue input, FilterArguments arguments)
    {
        var items = ListItems.Of(input, arguments);
        return new ArrayValue([.. items.Where(item => (arguments.Count == 0 ? item : ListItems.Property(item, arguments.At(0), arguments)) is not (null or BaseNilValue))]);
    }

    public static FluidValue Uniq(FluidValue input, FilterArguments arguments)
    {
        var items = ListItems.Of(input, arguments);
        if (arguments.At(0) is BaseNilValue)
            return new ArrayValue([.. items.Distinct(ValueEquality.Instance)]);
        return new ArrayValue([.. items.DistinctBy(item => ListItems.Property(item, arguments.At(0), arguments) ?? NilValue.Instance, ValueEquality.Instance)]);
    }

    public static FluidValue Map(FluidValue input, FilterArguments arguments) =>
        new ArrayValue([.. ListItems.Of(input, arguments).Select(item => ListItems.Property(item, arguments.At(0), arguments) ?? NilValue.Instance)]);

    public static FluidValue Sum(FluidValue input, FilterArguments arguments)
    {
        var sum = 0m;
        foreach (var item in ListItems.Of(input, arguments))
            sum += arguments.At(0) is BaseNilValue ? ValueNumber.Of(item) : ListItems.Property(item, arguments.At(0), arguments) is { } part ? ValueNumber.Of(part) : 0;
        return ValueNumber.Computed(sum);
    }
}
