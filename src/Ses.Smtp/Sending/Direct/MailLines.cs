namespace Ses.Smtp.Sending.Direct;

/// <summary>What stands at the ends and the starts of a mail's lines.</summary>
/// <param name="BareBreaks">CR without LF, and LF without CR: either could be taken for the end of a line, and smuggle a second mail in.</param>
/// <param name="LeadingDots">Lines that begin with a dot.</param>
internal readonly record struct MailLines(int BareBreaks, int LeadingDots)
{
    public static MailLines Scan(ReadOnlySpan<byte> mail)
    {
        var (bare, dots) = (0, 0);
        for (var at = 0; at < mail.Length;)
        {
            if (mail[at] == '.')
                dots++;
            var end = mail[at..].IndexOfAny((byte)'\r', (byte)'\n');
            if (end < 0)
                break;
            at += end;
            var isWhole = IsCrLf(mail, at);
            bare += isWhole ? 0 : 1;
            at += isWhole ? 2 : 1;
        }

        return new(bare, dots);
    }

    /// <summary>Writes it with CRLF for every break and, where wanted, a dot more before each leading one; returns the octets written.</summary>
    public static int Rewrite(ReadOnlySpan<byte> mail, Span<byte> destination, bool stuffs)
    {
        var written = 0;
        for (var at = 0; at < mail.Length;)
        {
            if (stuffs && mail[at] == '.')
                destination[written++] = (byte)'.';
            var end = mail[at..].IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? mail[at..] : mail.Slice(at, end);
            line.CopyTo(destination[written..]);
            written += line.Length;
            at += line.Length;
            if (end < 0)
                break;
            at += IsCrLf(mail, at) ? 2 : 1;
            destination[written++] = (byte)'\r';
            destination[written++] = (byte)'\n';
        }

        return written;
    }

    private static bool IsCrLf(ReadOnlySpan<byte> mail, int at) => mail[at] == '\r' && at + 1 < mail.Length && mail[at + 1] == '\n';
}
