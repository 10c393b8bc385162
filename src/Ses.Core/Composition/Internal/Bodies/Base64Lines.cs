using System.Buffers.Text;

namespace Ses.Composition.Internal.Bodies;

/// <summary>Base64 in lines of 76 octets (RFC 2045 §6.8), each ended by CRLF.</summary>
internal static class Base64Lines
{
    private const int OctetsOfLine = 57;

    public static void Append(ReadOnlySpan<byte> octets, ByteBuffer destination)
    {
        while (!octets.IsEmpty)
        {
            var line = octets[..Math.Min(OctetsOfLine, octets.Length)];
            Base64.EncodeToUtf8(line, destination.GetSpan(76), out _, out var written);
            destination.Advance(written);
            destination.Append("\r\n"u8);
            octets = octets[line.Length..];
        }
    }
}
