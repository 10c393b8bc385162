using System.Globalization;
using System.Net;
using System.Text;

namespace Ses.Composition.Internal.PlainText;

/// <summary>Reads character references: <c>&amp;amp;</c>, <c>&amp;#8364;</c>, <c>&amp;#x20ac;</c>.</summary>
internal static class HtmlEntities
{
    private const int Longest = 34;

    /// <summary>Reads the reference at the start of a text that begins with an ampersand.</summary>
    /// <param name="text">The text.</param>
    /// <param name="decoded">What it stands for, in UTF-16; the ampersand itself where it is no reference.</param>
    /// <param name="read">Characters read.</param>
    /// <returns>The number of characters in <paramref name="decoded"/>.</returns>
    public static int Decode(ReadOnlySpan<char> text, Span<char> decoded, out int read)
    {
        var end = text[..Math.Min(text.Length, Longest)].IndexOf(';');
        if (end > 1)
        {
            read = end + 1;
            var name = text[1..end];
            if (Known(name) is var known and not '\0')
            {
                decoded[0] = known;
                return 1;
            }

            if (name[0] == '#' && TryNumber(name[1..], out var rune))
                return rune.EncodeToUtf16(decoded);
            var other = WebUtility.HtmlDecode(text[..read].ToString());
            if (other.Length < read && other.Length <= decoded.Length)
            {
                other.CopyTo(decoded);
                return other.Length;
            }
        }

        read = 1;
        decoded[0] = '&';
        return 1;
    }

    /// <summary>Appends a value of an attribute without references.</summary>
    public static void Decode(ReadOnlySpan<char> value, CharBuffer decoded)
    {
        Span<char> character = stackalloc char[4];
        for (int at; (at = value.IndexOf('&')) >= 0;)
        {
            decoded.Append(value[..at]);
            decoded.Append(character[..Decode(value[at..], character, out var read)]);
            value = value[(at + read)..];
        }

        decoded.Append(value);
    }

    private static char Known(ReadOnlySpan<char> name) => name switch
    {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u00a0',
        _ => '\0',
    };

    private static bool TryNumber(ReadOnlySpan<char> digits, out Rune rune)
    {
        var isHex = digits is ['x' or 'X', ..];
        rune = Rune.ReplacementChar;
        if (!int.TryParse(isHex ? digits[1..] : digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        if (number > 0 && Rune.IsValid(number))
            rune = new(number);
        return true;
    }
}
