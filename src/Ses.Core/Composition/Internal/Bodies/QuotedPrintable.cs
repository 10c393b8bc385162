using System.Buffers;

namespace Ses.Composition.Internal.Bodies;

/// <summary>Quoted-printable (RFC 2045 §6.7) of canonical text: lines of 76 octets at most, none of which ends in white space.</summary>
internal static class QuotedPrintable
{
    private const int MaxLine = 75; // and the equals sign of a soft line break

    private static readonly SearchValues<byte> Literal = SearchValues.Create([(byte)'\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Where(c => c != '=').Select(c => (byte)c)]);

    public static void Append(ReadOnlySpan<byte> text, ByteBuffer destination)
    {
        while (true)
        {
            var end = text.IndexOf("\r\n"u8);
            AppendLine(end < 0 ? text : text[..end], destination);
            if (end < 0)
                return;
            destination.Append("\r\n"u8);
            text = text[(end + 2)..];
        }
    }

    private static void AppendLine(ReadOnlySpan<byte> line, ByteBuffer destination)
    {
        // White space at the end would be lost on the way.
        var last = line.IsEmpty || line[^1] is not ((byte)' ' or (byte)'\t') ? line.Length : line.Length - 1;
        var column = 0;
        for (var at = 0; at < line.Length;)
        {
            var run = line[at..last].IndexOfAnyExcept(Literal);
            run = run < 0 ? last - at : run;
            if (column == 0 && line[at..].StartsWith("From "u8))
                run = 0;
            if (run > 0)
            {
                var taken = Math.Min(run, MaxLine - column);
                destination.Append(line.Slice(at, taken));
                (at, column) = (at + taken, column + taken);
            }
            else if (column + 3 <= MaxLine)
            {
                AppendEscaped(line[at], destination);
                (at, column) = (at + 1, column + 3);
                continue;
            }

            if (at < line.Length && (column == MaxLine || (run == 0 && column + 3 > MaxLine)))
            {
                destination.Append("=\r\n"u8);
                column = 0;
            }
        }
    }

    private static void AppendEscaped(byte octet, ByteBuffer destination)
    {
        var escaped = destination.GetSpan(3);
        escaped[0] = (byte)'=';
        escaped[1] = "0123456789ABCDEF"u8[octet >> 4];
        escaped[2] = "0123456789ABCDEF"u8[octet & 15];
        destination.Advance(3);
    }
}
