using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ses.Primitives;

namespace Ses.Composition;

/// <summary>
/// The local part of a return path (VERP): <c>bounce-</c>, the delivery's id, and a code that only we can make. Hexadecimal digits, so that it survives whatever
/// a server does to the case, and it needs none of its separators.
/// </summary>
internal static class ReturnPath
{
    private const string Prefix = "bounce";
    private const int IdDigits = 32;
    private const int CodeDigits = 20;

    /// <summary>The length of what stands behind the prefix, without separators.</summary>
    public const int Digits = IdDigits + CodeDigits;

    /// <summary>The local part for a delivery.</summary>
    public static string For(DeliveryId delivery, ReadOnlySpan<byte> key)
    {
        Span<char> text = stackalloc char[Prefix.Length + 1 + IdDigits + 1 + CodeDigits];
        text.TryWrite(CultureInfo.InvariantCulture, $"{Prefix}-{delivery.Value:x32}-", out var written);
        WriteCode(delivery, key, text[written..]);
        return new(text);
    }

    /// <summary>True where a local part has the shape of a return path, proved or not.</summary>
    public static bool TryRead(string localPart, out DeliveryId delivery, out string code)
    {
        (delivery, code) = (default, "");
        if (!localPart.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return false;
        Span<char> digits = stackalloc char[Digits];
        var count = 0;
        foreach (var c in localPart.AsSpan(Prefix.Length))
        {
            if (char.IsAsciiHexDigit(c) && count < Digits)
                digits[count++] = char.ToLowerInvariant(c);
            else if (c is not ('-' or '+' or '=' or '_' or '.'))
                break;
            else if (count == Digits)
                break;
        }

        if (count < Digits || !DeliveryId.TryParse(digits[..IdDigits].ToString(), out delivery))
            return false;
        code = digits[IdDigits..].ToString();
        return true;
    }

    /// <summary>True where we made the code for that delivery.</summary>
    public static bool IsProved(DeliveryId delivery, string code, ReadOnlySpan<byte> key)
    {
        Span<char> expected = stackalloc char[CodeDigits];
        WriteCode(delivery, key, expected);
        return CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(expected), MemoryMarshal.AsBytes(code.AsSpan()));
    }

    private static void WriteCode(DeliveryId delivery, ReadOnlySpan<byte> key, Span<char> digits)
    {
        Span<byte> id = stackalloc byte[16];
        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(id, delivery.Value);
        HMACSHA256.HashData(key, id, code);
        Convert.TryToHexStringLower(code[..(CodeDigits / 2)], digits, out _);
    }
}
