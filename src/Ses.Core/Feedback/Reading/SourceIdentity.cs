using System.Security.Cryptography;
using MimeKit;

namespace Ses.Feedback.Reading;

/// <summary>
/// Names a mail by what its writer wrote. Trace fields and the form of line ends are left out: they differ when the same mail comes twice, or through another
/// mailbox.
/// </summary>
internal static class SourceIdentity
{
    private static readonly HeaderId[] Written = [HeaderId.From, HeaderId.Date, HeaderId.MessageId, HeaderId.Subject];

    public static string Of(MailParts mail, ReadOnlySpan<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var id in Written)
        {
            hash.AppendData([(byte)id]);
            if (mail.Headers.FirstOrDefault(header => header.Id == id) is { } field)
                AppendLines(hash, field.RawValue);
        }

        AppendLines(hash, BodyOf(bytes));
        return $"report:{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))}";
    }

    private static void AppendLines(IncrementalHash hash, ReadOnlySpan<byte> text)
    {
        foreach (var range in text.Split((byte)'\n'))
        {
            hash.AppendData(text[range].TrimEnd((byte)'\r'));
            hash.AppendData("\n"u8);
        }
    }

    private static ReadOnlySpan<byte> BodyOf(ReadOnlySpan<byte> mail)
    {
        var unix = mail.IndexOf("\n\n"u8);
        var dos = mail.IndexOf("\n\r\n"u8);
        return (unix, dos) switch
        {
            (< 0, < 0) => mail,
            ( >= 0, < 0) => mail[(unix + 2)..],
            (< 0, >= 0) => mail[(dos + 3)..],
            _ => unix < dos ? mail[(unix + 2)..] : mail[(dos + 3)..],
        };
    }
}
