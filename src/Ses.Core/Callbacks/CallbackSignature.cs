using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ses.Callbacks;

/// <summary>
/// The signature of callbacks: <c>t=1732583999,kid=2,v1=5257a8…</c>, where v1 is the HMAC-SHA256, keyed with the secret's text in UTF-8, over the digits of t, a dot and the body.
/// While a secret is being changed there is a second pair of kid and v1. See docs/callbacks.md.
/// </summary>
public static class CallbackSignature
{
    /// <summary>The header with the signature.</summary>
    public const string HeaderName = "X-Ses-Signature";

    /// <summary>The header with the event's id, by which a receiver knows what it has seen already.</summary>
    public const string EventIdHeaderName = "X-Ses-Event-Id";

    /// <summary>For receivers: true where the body was signed with this secret within <paramref name="tolerance"/> of <paramref name="now"/> (5 minutes by default).</summary>
    /// <param name="header">The value of <see cref="HeaderName"/>; null is never true.</param>
    /// <param name="body">The body's octets as they came.</param>
    /// <param name="secret">The endpoint's secret.</param>
    /// <param name="now">The receiver's clock.</param>
    /// <param name="tolerance">How far the signature's time may be from it, so that an old call cannot be played again.</param>
    public static bool Verify(string? header, ReadOnlySpan<byte> body, string secret, DateTimeOffset now, TimeSpan? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (header is null || header.Length > 1_000)
            return false;
        var parts = header.Split(',', StringSplitOptions.TrimEntries);
        if (!parts[0].StartsWith("t=", StringComparison.Ordinal) || !long.TryParse(parts[0].AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;
        if (Math.Abs((double)now.ToUnixTimeSeconds() - seconds) > (tolerance ?? TimeSpan.FromMinutes(5)).TotalSeconds)
            return false;
        var expected = Encoding.ASCII.GetBytes(Mac(secret, seconds, body));
        var isOurs = false;
        foreach (var part in parts.Where(part => part.StartsWith("v1=", StringComparison.Ordinal)))
            isOurs |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(part["v1=".Length..]));
        return isOurs;
    }

    /// <summary>The header's value for keys, the newest first.</summary>
    internal static string Create(IEnumerable<(int Id, string Secret)> keys, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var header = new StringBuilder().Append(CultureInfo.InvariantCulture, $"t={seconds}");
        foreach (var (id, secret) in keys)
            header.Append(CultureInfo.InvariantCulture, $",kid={id},v1={Mac(secret, seconds, body)}");
        return header.ToString();
    }

    private static string Mac(string secret, long seconds, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.")));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
