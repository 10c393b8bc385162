using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Ses.Composition.Internal.Bodies;

/// <summary>What the choice of an encoding depends on.</summary>
/// <param name="Octets">In UTF-8.</param>
/// <param name="HighOctets">Those above 127.</param>
/// <param name="LongestLine">Octets of the longest line.</param>
/// <param name="IsAwkward">It has control characters, or a line that stores or MIME readers take for something else: it is encoded at any rate.</param>
internal readonly record struct TextTraits(int Octets, int HighOctets, int LongestLine, bool IsAwkward);

/// <summary>Canonical text (RFC 2046 §4.1.1): UTF-8 with CRLF line ends, no bare CR or LF; a NUL, which has no place in mail, becomes U+FFFD.</summary>
internal static class CanonicalText
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n\0");

    private static readonly SearchValues<byte> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Append(0x7f).Where(c => c is not ('\t' or '\r' or '\n')).Select(c => (byte)c)]);

    /// <summary>Appends the text's canonical form.</summary>
    public static void Append(ReadOnlySpan<char> text, ByteBuffer destination)
    {
        while (true)
        {
            var at = text.IndexOfAny(LineEnds);
            AppendUtf8(at < 0 ? text : text[..at], destination);
            if (at < 0)
                return;
            destination.Append(text[at] == '\0' ? "\ufffd"u8 : "\r\n"u8);
            text = text[(at + (text[at..].StartsWith("\r\n") ? 2 : 1))..];
        }
    }

    /// <summary>What the choice of an encoding depends on.</summary>
    public static TextTraits TraitsOf(ReadOnlySpan<byte> canonical)
    {
        var (longest, awkward) = (0, canonical.ContainsAny(Controls));
        for (var rest = canonical; ;)
        {
            var end = rest.IndexOf((byte)'\r');
            var line = end < 0 ? rest : rest[..end];
            longest = Math.Max(longest, line.Length);
            awkward |= IsMisread(line);
            if (end < 0)
                return new(canonical.Length, Ascii.IsValid(canonical) ? 0 : High(canonical), longest, awkward);
            rest = rest[(end + 2)..];
        }
    }

    // A mailbox file changes the first into ">From ", which breaks the signature; the second is how the boundaries of a mail begin.
    private static bool IsMisread(ReadOnlySpan<byte> line) => line.StartsWith("From "u8) || line.StartsWith("--=_"u8);

    private static void AppendUtf8(ReadOnlySpan<char> text, ByteBuffer destination)
    {
        if (text.IsEmpty)
            return;
        // Nearly all text takes one octet a character: room for three is asked for only where it is needed.
        var room = destination.GetSpan(text.Length);
        Utf8.FromUtf16(text, room, out var read, out var written);
        destination.Advance(written);
        if (read < text.Length)
            destination.Advance(Encoding.UTF8.GetBytes(text[read..], destination.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length - read))));
    }

    private static int High(ReadOnlySpan<byte> octets)
    {
        var high = 0;
        while (octets.IndexOfAnyExceptInRange((byte)0, (byte)127) is >= 0 and var at)
        {
            for (octets = octets[at..]; !octets.IsEmpty && octets[0] > 127; octets = octets[1..])
                high++;
        }

        return high;
    }
}
