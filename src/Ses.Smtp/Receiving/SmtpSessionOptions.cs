using System.Security.Cryptography.X509Certificates;

namespace Ses.Smtp.Receiving;

/// <summary>What a receiving session offers and allows.</summary>
internal sealed record SmtpSessionOptions
{
    /// <summary>The name in the banner.</summary>
    public string HostName { get; init; } = "localhost";

    /// <summary>Octets of a message at most (RFC 1870).</summary>
    public long MaxMessageOctets { get; init; } = 32 * 1024 * 1024;

    /// <summary>Recipients of a transaction at most; at least 100 (RFC 5321 §4.5.3.1.8).</summary>
    public int MaxRecipients { get; init; } = 1_000;

    /// <summary>For STARTTLS; null does not offer it.</summary>
    public X509Certificate2? Certificate { get; init; }
}
