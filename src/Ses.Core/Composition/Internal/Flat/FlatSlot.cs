using System.Buffers;
using System.Text;
using Fluid.Values;
using Ses.Templates.Internal.Expressions;
using Ses.Templates.Internal.Html;
using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Values;

namespace Ses.Composition.Internal.Flat;

/// <summary>A variable's place in a text, with what stands for it where it is missing.</summary>
/// <param name="Name">The number of its name.</param>
/// <param name="Place">What it stands in.</param>
/// <param name="Head">What the template writes of the address that it goes on with.</param>
/// <param name="Default">In UTF-8; null for none.</param>
internal sealed record FlatSlot(int Name, OutputSlot Place, string Head, byte[]? Default)
{
    private static readonly SearchValues<byte> InHtml = SearchValues.Create("&<>\"'\n"u8);
    private static readonly SearchValues<byte> InHtmlComment = SearchValues.Create("&<>\"'\n-"u8);

    /// <summary>Null where more is to be done than to write a variable.</summary>
    public static FlatSlot? Of(OutputNode output, string before, FlatNames names)
    {
        var (variable, otherwise) = output.Expression switch
        {
            VariableExpression plain => (plain, (string?)null),
            FilteredExpression { Input: VariableExpression plain, Filters: [{ Filter.Name: "default", Arguments: [ConstantExpression { Value: StringValue or NumberValue } argument], Named.Count: 0 }] } =>
                (plain, ValueText.OfSimple(argument.Value)),
            _ => (null, null),
        };
        var head = output.Slot.Kind == OutputKind.HtmlAddress ? before.LastIndexOf(output.Slot.Quote) + 1 : -1;
        // An address that goes on behind another value, one within a style, and a line end in a default are rare.
        if (variable is not { IsSimple: true, Root: { } root } || head == 0 || output.Slot.Kind == OutputKind.CssAddress || otherwise?.Contains('\r') == true)
            return null;
        return new(names.Add(root), output.Slot, head < 0 ? "" : before[head..], otherwise is null ? null : Encoding.UTF8.GetBytes(otherwise));
    }

    public bool TryWrite(FlatValues values, ByteBuffer text)
    {
        if (Default is not null && values.IsMissing(Name))
            return TryWrite(Default, text);
        return values.TryFind(Name, out var value) && TryWrite(value, text);
    }

    private bool TryWrite(ReadOnlySpan<byte> value, ByteBuffer text)
    {
        if (!IsHarmless(value))
            return false;
        if (Place.IsHtml)
            WriteEscaped(value, Place.IsInComment ? InHtmlComment : InHtml, text);
        else
            WriteLines(value, text);
        return true;
    }

    // Where it is not, the plain way says why.
    private bool IsHarmless(ReadOnlySpan<byte> value) => Place.Kind switch
    {
        OutputKind.Header => IsHarmlessInHeader(value),
        OutputKind.HtmlAddress => IsHarmlessAddress(value),
        OutputKind.Css => CssRules.RefuseValue(Encoding.UTF8.GetString(value)) is null,
        OutputKind.CssAddressRest => CssRules.RefuseAddress(Encoding.UTF8.GetString(value)) is null,
        _ => true,
    };

    private static bool IsHarmlessInHeader(ReadOnlySpan<byte> value) => Ascii.IsValid(value)
        ? !value.ContainsAnyInRange((byte)0, (byte)0x1f) && !value.Contains((byte)0x7f)
        : !Encoding.UTF8.GetString(value).AsSpan().ContainsAny(HeaderEscape.Characters);

    private bool IsHarmlessAddress(ReadOnlySpan<byte> value) =>
        (Head.Length == 0 && (value.StartsWith("https://"u8) || value.StartsWith("http://"u8)))
        || AddressRules.Refuse(Head, Encoding.UTF8.GetString(value), Place.Attribute) is null;

    private static void WriteEscaped(ReadOnlySpan<byte> value, SearchValues<byte> escaped, ByteBuffer text)
    {
        int at;
        while ((at = value.IndexOfAny(escaped)) >= 0)
        {
            text.Append(value[..at]);
            text.Append(EntityOf(value[at]));
            value = value[(at + 1)..];
        }

        text.Append(value);
    }

    private static void WriteLines(ReadOnlySpan<byte> value, ByteBuffer text)
    {
        int at;
        while ((at = value.IndexOf((byte)'\n')) >= 0)
        {
            text.Append(value[..at]);
            text.Append("\r\n"u8);
            value = value[(at + 1)..];
        }

        text.Append(value);
    }

    private static ReadOnlySpan<byte> EntityOf(byte octet) => octet switch
    {
        (byte)'&' => "&amp;"u8,
        (byte)'<' => "&lt;"u8,
        (byte)'>' => "&gt;"u8,
        (byte)'"' => "&quot;"u8,
        (byte)'\'' => "&#39;"u8,
        (byte)'-' => "&#45;"u8,
        _ => "\r\n"u8,
    };
}
