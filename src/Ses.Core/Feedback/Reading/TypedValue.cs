using System.Globalization;
using System.Text;

namespace Ses.Feedback.Reading;

/// <summary>Values of the form <c>type; value</c> (RFC 3464 §2.1.2).</summary>
internal static class TypedValue
{
    /// <summary>The value behind the type; the whole where there is none.</summary>
    public static string Of(string field)
    {
        var semicolon = field.IndexOf(';', StringComparison.Ordinal);
        return (semicolon is >= 0 and < 30 && !field.AsSpan(0, semicolon).Contains('@') ? field[(semicolon + 1)..] : field).Trim();
    }

    /// <summary>An address: angle brackets, quotes, comments and a final dot taken off, xtext undone. Null where nothing is left.</summary>
    public static string? AddressOf(string? field)
    {
        if (field is null)
            return null;
        var address = Of(field);
        if (address.IndexOf('<', StringComparison.Ordinal) is >= 0 and var open && address.IndexOf('>', open) is > 0 and var close)
            address = address[(open + 1)..close];
        else if (address.IndexOf(" (", StringComparison.Ordinal) is > 0 and var comment)
            address = address[..comment];
        address = FromXtext(address.Trim().Trim('\'', '"', '<', '>').TrimEnd('.', ';', ','));
        return address.Length is 0 or > 500 ? null : address;
    }

    // xtext writes "+", "=" and what is not printable as "+" and two capital hexadecimal digits (RFC 3461 §4); other pluses are the address's own.
    private static string FromXtext(string text)
    {
        if (!text.Contains('+', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '+' && i + 2 < text.Length && IsCapitalHex(text[i + 1]) && IsCapitalHex(text[i + 2])
                && byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is var octet && octet is (byte)'+' or (byte)'=' or <= 0x20 or >= 0x7f)
            {
                plain.Append((char)octet);
                i += 2;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    private static bool IsCapitalHex(char c) => c is (>= '0' and <= '9') or (>= 'A' and <= 'F');
}
