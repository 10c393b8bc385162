using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>How a connection was sealed, and by whose certificate.</summary>
/// <param name="Version">Such as <c>TLS 1.3</c>.</param>
/// <param name="Cipher">The cipher suite by its IANA name.</param>
/// <param name="Subject">Whose certificate it was; null where none was shown.</param>
/// <param name="Issuer">Who vouches for it.</param>
/// <param name="Thumbprint">SHA-256 of the certificate, in hexadecimal.</param>
/// <param name="IsVerified">True where it is valid, trusted and names the host.</param>
/// <param name="Doubt">Why it is not verified; null where it is.</param>
public sealed record TlsFacts(string Version, string Cipher, string? Subject, string? Issuer, string? Thumbprint, bool IsVerified, string? Doubt)
{
    /// <summary>The version.</summary>
    public string Version { get; init => field = StorableText.Of(value); } = StorableText.Of(Version);

    /// <summary>The cipher suite.</summary>
    public string Cipher { get; init => field = StorableText.Of(value); } = StorableText.Of(Cipher);

    /// <summary>The certificate's subject.</summary>
    public string? Subject { get; init => field = StorableText.Of(value); } = StorableText.Of(Subject);

    /// <summary>Its issuer.</summary>
    public string? Issuer { get; init => field = StorableText.Of(value); } = StorableText.Of(Issuer);

    /// <summary>Its thumbprint.</summary>
    public string? Thumbprint { get; init => field = StorableText.Of(value); } = StorableText.Of(Thumbprint);

    /// <summary>Why it is not verified.</summary>
    public string? Doubt { get; init => field = StorableText.Of(value); } = StorableText.Of(Doubt);
}
