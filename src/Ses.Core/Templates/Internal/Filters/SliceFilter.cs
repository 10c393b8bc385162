using Fluid.Values;

namespace Ses.Templates.Internal.Filters;

internal static class SliceFilter
{
    /// <summary>A part of a text or of a list: from where (below zero from the end), and how much of it (1 unless said).</summary>
    public static FluidValue Slice(FluidValue input, FilterArguments arguments)
    {
        var offset = arguments.Whole(0);
        var length = arguments.At(1) is BaseNilValue ? 1 : arguments.Whole(1);
        if (input is ArrayValue array)
            return Part(array.Values.Count, offset, length) is var (from, count) ? new ArrayValue([.. array.Values.Skip(from).Take(count)]) : ArrayValue.Empty;
        var text = TextFilters.Of(input, arguments);
        return Part(text.Length, offset, length) is var (start, size) ? TextFilters.Text(text.Substring(start, size)) : StringValue.Empty;
    }

    private static (int From, int Count)? Part(int size, int offset, int length)
    {
        var from = offset < 0 ? size + offset : offset;
        return from < 0 || from > size || length < 0 ? null : (from, Math.Min(length, size - from));
    }
}
