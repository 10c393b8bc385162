using System.Globalization;
using System.Text;
using Fluid.Values;

namespace Ses.Templates.Internal.Values;

/// <summary>Values as text.</summary>
internal static class ValueText
{
    /// <summary>The text of a simple value; null for lists, objects and what else has parts.</summary>
    public static string? OfSimple(FluidValue value) => value switch
    {
        StringValue => value.ToStringValue(),
        NumberValue => value.ToNumberValue().ToString(CultureInfo.InvariantCulture),
        BaseNilValue or EmptyValue or BlankValue => "",
        ArrayValue or HashValue => null,
        _ => value.ToStringValue(),
    };

    /// <summary>The text of any value, cut off once it is longer than <paramref name="limit"/>: the items of a list one after the other, an object as <c>{"a"=>1}</c>.</summary>
    public static string Of(FluidValue value, int limit)
    {
        if (OfSimple(value) is { } simple)
            return simple;
        var text = new StringBuilder();
        Append(text, value, limit, isInspected: false);
        return text.ToString();
    }

    private static void Append(StringBuilder text, FluidValue value, int limit, bool isInspected)
    {
        if (text.Length > limit)
            return;
        switch (value)
        {
            case ArrayValue array:
                AppendList(text, array, limit, isInspected);
                break;
            case HashValue hash:
                AppendHash(text, hash, limit);
                break;
            case BaseNilValue when isInspected:
                text.Append("nil");
                break;
            default:
                var simple = OfSimple(value);
                _ = isInspected && value.Type == FluidValues.String ? text.Append('"').Append(simple).Append('"') : text.Append(simple);
                break;
        }
    }

    private static void AppendList(StringBuilder text, ArrayValue array, int limit, bool isInspected)
    {
        if (isInspected)
            text.Append('[');
        for (var i = 0; i < array.Values.Count && text.Length <= limit; i++)
        {
            if (isInspected && i > 0)
                text.Append(", ");
            Append(text, array.Values[i], limit, isInspected);
        }

        if (isInspected)
            text.Append(']');
    }

    private static void AppendHash(StringBuilder text, HashValue hash, int limit)
    {
        text.Append('{');
        var isFirst = true;
        foreach (var (name, member) in hash.Members)
        {
            text.Append(isFirst ? "\"" : ", \"").Append(name).Append("\"=>");
            Append(text, member, limit, isInspected: true);
            isFirst = false;
        }

        text.Append('}');
    }
}
