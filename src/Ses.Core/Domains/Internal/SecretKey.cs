using System.Security.Cryptography;

namespace Ses.Domains.Internal;

/// <summary>A key with its id, by which a sealed secret names it. The id is made from the key, so that nobody has to keep the two together.</summary>
internal sealed class SecretKey
{
    public const int Length = 32;
    public const int IdLength = 8;

    private SecretKey(byte[] octets)
    {
        Octets = octets;
        Id = HMACSHA256.HashData(octets, "ses: id of a secret key"u8)[..IdLength];
    }

    public byte[] Octets { get; }

    public byte[] Id { get; }

    /// <summary>Reads keys; throws with everything that is wrong with them, never with the keys themselves.</summary>
    public static IReadOnlyList<SecretKey> ReadAll(IReadOnlyList<string?> keys)
    {
        var wrong = keys.Select((key, i) => (Why: WhyNot(key), i)).Where(entry => entry.Why is not null).Select(entry => $"key {entry.i + 1} {entry.Why}").ToList();
        if (keys.Count == 0)
            wrong.Add("there is no key");
        if (keys.OfType<string>().Distinct(StringComparer.Ordinal).Count() < keys.OfType<string>().Count())
            wrong.Add("a key is given twice");
        return wrong.Count == 0 ? [.. keys.Select(key => new SecretKey(Convert.FromBase64String(key!.Trim())))] : throw NotConfigured.SecretKeys(wrong);
    }

    private static string? WhyNot(string? key)
    {
        if (string.IsNullOrWhiteSpace(key))
            return "is missing";
        var octets = new byte[key.Length];
        if (!Convert.TryFromBase64String(key.Trim(), octets, out var length))
            return "is not base64";
        return length == Length ? null : $"has {length} octets, and {Length} are needed";
    }
}
