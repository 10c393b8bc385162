using MimeKit;

namespace Ses.Composition.Internal.Raw;

/// <summary>Gives a whole mail the line ends of the wire: CRLF, and nothing that any server takes for half of one.</summary>
internal static class RawLines
{
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> mail)
    {
        if (AreCanonical(mail.Span))
            return mail;
        return Canonical((HasBinary(mail) ? Encoded(mail) : mail).Span);
    }

    private static bool AreCanonical(ReadOnlySpan<byte> mail)
    {
        while (mail.IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var at)
        {
            if (!mail[at..].StartsWith("\r\n"u8))
                return false;
            mail = mail[(at + 2)..];
        }

        return true;
    }

    private static byte[] Canonical(ReadOnlySpan<byte> mail)
    {
        var lines = new ByteBuffer(mail.Length + (mail.Length / 32) + 2);
        while (mail.IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var at)
        {
            lines.Append(mail[..at]);
            lines.Append("\r\n"u8);
            mail = mail[(at + (mail[at..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }

        lines.Append(mail);
        return lines.Written.ToArray();
    }

    // In a part without any encoding (RFC 3030), line ends are data.
    private static bool HasBinary(ReadOnlyMemory<byte> mail)
    {
        if (mail.Span.IndexOf("binary"u8) < 0 && mail.Span.IndexOf("BINARY"u8) < 0 && mail.Span.IndexOf("Binary"u8) < 0)
            return false;
        using var parsed = MimeMessage.Load(new MemoryStream(mail.ToArray(), writable: false));
        return parsed.BodyParts.OfType<MimePart>().Any(part => part.ContentTransferEncoding == ContentEncoding.Binary);
    }

    private static ReadOnlyMemory<byte> Encoded(ReadOnlyMemory<byte> mail)
    {
        using var parsed = MimeMessage.Load(new MemoryStream(mail.ToArray(), writable: false));
        parsed.Prepare(EncodingConstraint.EightBit);
        using var bytes = new MemoryStream();
        parsed.WriteTo(bytes);
        return bytes.ToArray();
    }
}
