using System.Text;

namespace Ses.Feedback.Reading;

/// <summary>A mail's bytes as the parser takes them.</summary>
internal static class MailBytes
{
    /// <summary>Without a mailbox's "From " line and blank lines in front; with line feeds where only carriage returns stand.</summary>
    public static ReadOnlyMemory<byte> Tidy(ReadOnlyMemory<byte> mail)
    {
        var bytes = mail;
        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        if (!bytes.Span.Contains((byte)'\n') && bytes.Span.Contains((byte)'\r'))
            bytes = WithLineFeeds(bytes.Span);
        while (bytes.Span.IndexOf((byte)'\n') is >= 0 and var blank && bytes.Span[..blank].IndexOfAnyExcept(" \t\r"u8) < 0)
            bytes = bytes[(blank + 1)..];
        if (bytes.Span.StartsWith("From "u8) || bytes.Span.StartsWith(">From "u8))
            bytes = bytes.Span.IndexOf((byte)'\n') is >= 0 and var end ? bytes[(end + 1)..] : default;
        return bytes;
    }

    private static byte[] WithLineFeeds(ReadOnlySpan<byte> mail)
    {
        var copy = mail.ToArray();
        copy.AsSpan().Replace((byte)'\r', (byte)'\n');
        return copy;
    }
}
