using System.Text.RegularExpressions;

namespace Ses.Feedback.Reading;

/// <summary>Decodes a header field's encoded words (RFC 2047), in any charset that <see cref="Charsets"/> knows.</summary>
internal static partial class EncodedWords
{
    private const int MaxLength = 2_000;

    public static string Decode(ReadOnlySpan<byte> field)
    {
        var text = Charsets.Decode(field[..Math.Min(field.Length, MaxLength)], null).Trim();
        // White space between encoded words is not part of the text.
        return Word().Replace(BetweenWords().Replace(text, "?==?"), static word =>
            Charsets.Decode(word.Groups[2].ValueSpan is "b" or "B" ? FromBase64(word.Groups[3].Value) : FromQuoted(word.Groups[3].Value), word.Groups[1].Value));
    }

    private static byte[] FromBase64(string text)
    {
        var padded = text.TrimEnd('=');
        padded += new string('=', (4 - (padded.Length % 4)) % 4);
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var written) ? bytes[..written] : [];
    }

    private static byte[] FromQuoted(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                bytes.Add(text[i] == '_' ? (byte)' ' : (byte)text[i]);
            }
        }

        return [.. bytes];
    }

    [GeneratedRegex(@"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\?=\s+=\?", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex BetweenWords();
}
