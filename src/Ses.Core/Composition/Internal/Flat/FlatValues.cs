using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Ses.Composition.Internal.Flat;

/// <summary>The values of one recipient by the numbers of their names, in UTF-8; filled anew for each.</summary>
internal sealed class FlatValues
{
    // Longer numbers may not be shown as they are written.
    private const int LongestNumber = 28;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    private byte[] _octets = new byte[8 * 1024];
    private Value[] _values = [];
    private int _length;

    public int Capacity => _octets.Length;

    /// <summary>Reads the message's variables, and on top of them the recipient's. False for what is no JSON object, too large, or unusual.</summary>
    public bool TryRead(FlatNames names, string? messageData, string? recipientData, int maxOctets)
    {
        if (_values.Length < names.Count)
            _values = new Value[names.Count];
        _values.AsSpan().Clear();
        _length = 0;
        var octets = Encoding.UTF8.GetByteCount(messageData ?? "") + Encoding.UTF8.GetByteCount(recipientData ?? "");
        if (octets > maxOctets)
            return false;
        // What stands escaped is unescaped behind it, and grows no longer.
        if (_octets.Length < octets * 2)
            _octets = new byte[octets * 2];
        return TryRead(names, messageData, 1) && TryRead(names, recipientData, 2);
    }

    /// <summary>A value that can be shown as it is; false where there is none or none such.</summary>
    public bool TryFind(int name, out ReadOnlySpan<byte> text)
    {
        var value = _values[name];
        text = _octets.AsSpan(value.Start, value.Length);
        return value.Kind != ValueKind.Missing;
    }

    /// <summary>True where it is missing, null in both sources, false or empty: what a default stands for.</summary>
    public bool IsMissing(int name) => _values[name] is { Kind: ValueKind.Missing or ValueKind.False } or { Kind: ValueKind.Text, Length: 0 };

    private bool TryRead(FlatNames names, string? json, int source)
    {
        if (json is null)
            return true;
        // Half of a surrogate pair may be escaped, which the plain way looks for.
        if (json.Contains("\\u", StringComparison.Ordinal))
            return false;
        var start = _length;
        _length += Encoding.UTF8.GetBytes(json, _octets.AsSpan(start));
        try
        {
            return TryRead(new Utf8JsonReader(_octets.AsSpan(start, _length - start)), names, start, source);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool TryRead(Utf8JsonReader reader, FlatNames names, int start, int source)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped)
                return false;
            var name = names.Find(reader.ValueSpan);
            reader.Read();
            if (name < 0)
                reader.Skip();
            else if (!TryTake(ref reader, ref _values[name], start, source))
                return false;
        }

        return !reader.Read();
    }

    private bool TryTake(ref Utf8JsonReader reader, ref Value value, int start, int source)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.ValueIsEscaped:
                value = new(ValueKind.Text, source, _length, reader.CopyString(_octets.AsSpan(_length)));
                _length += value.Length;
                return !_octets.AsSpan(value.Start, value.Length).Contains((byte)'\r');
            case JsonTokenType.String:
                value = new(ValueKind.Text, source, start + (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                return true;
            case JsonTokenType.Number when IsShownAsWritten(reader.ValueSpan):
                value = new(ValueKind.Text, source, start + (int)reader.TokenStartIndex, reader.ValueSpan.Length);
                return true;
            case JsonTokenType.True:
                value = new(ValueKind.Text, source, start + (int)reader.TokenStartIndex, 4);
                return true;
            case JsonTokenType.False:
                value = new(ValueKind.False, source, start + (int)reader.TokenStartIndex, 5);
                return true;
            case JsonTokenType.Null:
                // Null uncovers what the message says, unless the same object has said something before.
                return value.Source != source;
            default:
                return false;
        }
    }

    private static bool IsShownAsWritten(ReadOnlySpan<byte> number)
    {
        var digits = number[0] == '-' ? number[1..] : number;
        var point = digits.IndexOf((byte)'.');
        return digits.Length <= LongestNumber && !(number[0] == '-' && digits[0] == '0')
            && (point < 0 ? !digits.ContainsAnyExcept(Digits) : !digits[..point].ContainsAnyExcept(Digits) && !digits[(point + 1)..].ContainsAnyExcept(Digits));
    }

    private enum ValueKind : byte
    {
        Missing,
        Text,
        False,
    }

    private readonly record struct Value(ValueKind Kind, int Source, int Start, int Length);
}
