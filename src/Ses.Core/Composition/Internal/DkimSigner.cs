using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ses.Primitives;

namespace Ses.Composition.Internal;

/// <summary>
/// Signs mail: rsa-sha256, relaxed/relaxed (RFC 6376, RFC 8301). From, Subject, To and Date are oversigned: named once more than present, so that none can be
/// added. RSA of the platform takes a tenth of the time of managed code, and one key object serves all threads.
/// </summary>
internal sealed class DkimSigner(DomainName domain, string selector, RSA key)
{
    private static readonly string[] Signed =
    [
        "From", "To", "Cc", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
        "Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID",
    ];

    private static readonly HashSet<string> Oversigned = new(StringComparer.OrdinalIgnoreCase) { "From", "To", "Subject", "Date" };

    /// <summary>The DKIM-Signature field, CRLF included, to be put on top. The same mail and time give the same bytes.</summary>
    /// <param name="mail">The mail, CRLF line ends.</param>
    /// <param name="signedAt">The <c>t=</c> tag: the mail's own date, so that a retry repeats the signature.</param>
    public byte[] Sign(ReadOnlySpan<byte> mail, DateTimeOffset signedAt)
    {
        var fields = HeaderFields.Read(mail, out var bodyStart);
        var names = Names(fields);
        var bodyHash = Convert.ToBase64String(RelaxedBody.Hash(mail[bodyStart..]));
        var unsigned = string.Create(
            CultureInfo.InvariantCulture,
            $"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain.Value}; s={selector};\r\n\tt={signedAt.ToUnixTimeSeconds()}; bh={bodyHash};\r\n\th={Folded(names)};\r\n\tb=");
        var input = new StringBuilder();
        AppendHeaders(input, fields, names, mail);
        input.Append(RelaxedHeader.Of(unsigned));
        var signature = key.SignData(Encoding.UTF8.GetBytes(input.ToString()), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Encoding.ASCII.GetBytes($"{unsigned}{FoldedBase64(signature)}\r\n");
    }

    private static List<string> Names(IReadOnlyList<HeaderField> fields)
    {
        var names = new List<string>();
        foreach (var name in Signed)
        {
            var present = fields.Count(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            names.AddRange(Enumerable.Repeat(name, present + (Oversigned.Contains(name) ? 1 : 0)));
        }

        return names;
    }

    // Of fields of one name, the last is signed first (RFC 6376 §5.4.2); a name without a field adds nothing.
    private static void AppendHeaders(StringBuilder input, IReadOnlyList<HeaderField> fields, List<string> names, ReadOnlySpan<byte> mail)
    {
        var used = new HashSet<int>();
        foreach (var name in names)
        {
            for (var i = fields.Count - 1; i >= 0; i--)
            {
                if (!fields[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase) || !used.Add(i))
                    continue;
                input.Append(RelaxedHeader.Of(Encoding.UTF8.GetString(mail[fields[i].Range]))).Append("\r\n");
                break;
            }
        }
    }

    private static string Folded(List<string> names)
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

    private static string FoldedBase64(byte[] signature) =>
        string.Join("\r\n\t ", Convert.ToBase64String(signature).Chunk(72).Select(chunk => new string(chunk)));
}
