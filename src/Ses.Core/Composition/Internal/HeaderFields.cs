using System.Text;

namespace Ses.Composition.Internal;

/// <summary>A field of a mail's header: its name, and where it stands with its folded lines, without the last CRLF.</summary>
internal readonly record struct HeaderField(string Name, Range Range);

/// <summary>Finds the fields of a header.</summary>
internal static class HeaderFields
{
    /// <summary>The fields in their order.</summary>
    /// <param name="mail">CRLF line ends.</param>
    /// <param name="bodyStart">Where the body begins; the end where there is none.</param>
    public static IReadOnlyList<HeaderField> Read(ReadOnlySpan<byte> mail, out int bodyStart)
    {
        var fields = new List<HeaderField>();
        var at = 0;
        while (at < mail.Length)
        {
            if (mail[at..].StartsWith("\r\n"u8))
            {
                bodyStart = at + 2;
                return fields;
            }

            var end = EndOfField(mail, at);
            var colon = mail[at..end].IndexOf((byte)':');
            if (colon > 0)
                fields.Add(new(Encoding.ASCII.GetString(mail.Slice(at, colon)).TrimEnd(), at..end));
            at = Math.Min(end + 2, mail.Length);
        }

        bodyStart = mail.Length;
        return fields;
    }

    private static int EndOfField(ReadOnlySpan<byte> mail, int start)
    {
        var at = start;
        while (true)
        {
            var line = mail[at..].IndexOf("\r\n"u8);
            if (line < 0)
                return mail.Length;
            var end = at + line;
            if (end + 2 >= mail.Length || mail[end + 2] is not ((byte)' ' or (byte)'\t'))
                return end;
            at = end + 2;
        }
    }
}
