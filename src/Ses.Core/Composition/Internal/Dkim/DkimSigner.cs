using System.Globalization;
using System.Text;
using Ses.Primitives;

namespace Ses.Composition.Internal.Dkim;

/// <summary>Signs mail of a domain, relaxed/relaxed (RFC 6376, RFC 8301).</summary>
internal sealed class DkimSigner(DomainName domain, string selector, DkimSecretKey key)
{
    // Stands for the body's hash, which is as long: 32 octets in base64.
    private const string BodyHashMark = "********************************************";

    /// <summary>What all signatures over headers with these fields share.</summary>
    /// <param name="fields">The names of the header's fields, in their order; of one name, one field at most is signed.</param>
    /// <param name="signedAt">The <c>t=</c> tag: the mail's own date, so that a retry repeats the signature.</param>
    public DkimStamp Stamp(IEnumerable<string> fields, DateTimeOffset signedAt)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"DKIM-Signature: v=1; a={key.Algorithm}; c=relaxed/relaxed; d={domain.Value}; s={selector};\r\n\tt={signedAt.ToUnixTimeSeconds()}; bh={BodyHashMark};\r\n\th={Folded(SignedFields.Of(fields))};\r\n\tb=");
        var field = Encoding.ASCII.GetBytes(text);
        var canonical = new ByteBuffer(field.Length);
        RelaxedHeader.Append(field, canonical);
        return new(key, Cut(field), Cut(canonical.Written));
    }

    private static StampText Cut(ReadOnlySpan<byte> text)
    {
        Span<byte> mark = stackalloc byte[BodyHashMark.Length];
        mark.Fill((byte)'*');
        var at = text.IndexOf(mark);
        return new(text[..at].ToArray(), text[(at + mark.Length)..].ToArray());
    }

    private static string Folded(IReadOnlyList<string> names)
    {
        var text = new StringBuilder();
        var line = 0;
        foreach (var name in names)
        {
            if (text.Length > 0)
                text.Append(':');
            if (line + name.Length > 66)
            {
                text.Append("\r\n\t ");
                line = 0;
            }

            text.Append(name);
            line += name.Length + 1;
        }

        return text.ToString();
    }
}
