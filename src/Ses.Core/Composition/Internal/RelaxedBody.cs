using System.Security.Cryptography;

namespace Ses.Composition.Internal;

/// <summary>The hash of a body's relaxed canonical form (RFC 6376 §3.4.4): white space runs as one space, none at a line's end, no empty lines at the end.</summary>
internal static class RelaxedBody
{
    public static byte[] Hash(ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var line = new byte[1024];
        var emptyLines = 0;
        while (!body.IsEmpty)
        {
            var end = body.IndexOf("\r\n"u8);
            var content = end < 0 ? body : body[..end];
            body = end < 0 ? [] : body[(end + 2)..];
            if (line.Length < content.Length + 2)
                line = new byte[content.Length * 2];
            var length = Reduce(content, line);
            if (length == 0)
            {
                emptyLines++;
                continue;
            }

            for (; emptyLines > 0; emptyLines--)
                hash.AppendData("\r\n"u8);
            "\r\n"u8.CopyTo(line.AsSpan(length));
            hash.AppendData(line.AsSpan(0, length + 2));
        }

        return hash.GetHashAndReset();
    }

    private static int Reduce(ReadOnlySpan<byte> content, Span<byte> line)
    {
        var length = 0;
        var space = false;
        foreach (var octet in content)
        {
            if (octet is (byte)' ' or (byte)'\t')
            {
                space = true;
                continue;
            }

            if (space)
                line[length++] = (byte)' ';
            space = false;
            line[length++] = octet;
        }

        return length;
    }
}
