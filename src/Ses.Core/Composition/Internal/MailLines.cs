using System.Text;

namespace Ses.Composition.Internal;

/// <summary>Looks at finished lines.</summary>
internal static class MailLines
{
    /// <summary>ASCII without NUL, in lines of at most <paramref name="longest"/> octets that end in CRLF.</summary>
    public static bool AreSevenBit(ReadOnlySpan<byte> mail, int longest) => Ascii.IsValid(mail) && Are(mail, longest);

    /// <summary>No NUL, no bare CR or LF, in lines of at most <paramref name="longest"/> octets.</summary>
    public static bool Are(ReadOnlySpan<byte> mail, int longest)
    {
        while (true)
        {
            var end = mail.IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
            if (end < 0)
                return mail.Length <= longest;
            if (end > longest || !mail[end..].StartsWith("\r\n"u8))
                return false;
            mail = mail[(end + 2)..];
        }
    }
}
