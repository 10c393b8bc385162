using System.Security.Cryptography;
using System.Text;

namespace Ses.Feedback.Reading;

/// <summary>Names a mail by what its writer wrote. Trace fields are left out: they differ when the same mail comes twice, or through another mailbox.</summary>
internal static class SourceIdentity
{
    private static readonly string[] Written = ["From", "Date", "Message-Id", "Subject"];

    public static string Of(MailParts mail, ReadOnlySpan<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Written)
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{mail.Headers[name]}\n"));
        hash.AppendData(BodyOf(bytes));
        return $"report:{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))}";
    }

    private static ReadOnlySpan<byte> BodyOf(ReadOnlySpan<byte> mail)
    {
        var unix = mail.IndexOf("\n\n"u8);
        var dos = mail.IndexOf("\r\n\r\n"u8);
        return (unix, dos) switch
        {
            (< 0, < 0) => mail,
            ( >= 0, < 0) => mail[(unix + 2)..],
            (< 0, >= 0) => mail[(dos + 4)..],
            _ => unix < dos ? mail[(unix + 2)..] : mail[(dos + 4)..],
        };
    }
}
