namespace Ses.Ledger;

/// <summary>How a connection was sealed, and by whose certificate.</summary>
/// <param name="Version">Such as <c>TLS 1.3</c>.</param>
/// <param name="Cipher">The cipher suite by its IANA name.</param>
/// <param name="Subject">Whose certificate it was; null where none was shown.</param>
/// <param name="Issuer">Who vouches for it.</param>
/// <param name="Thumbprint">SHA-256 of the certificate, in hexadecimal.</param>
/// <param name="IsVerified">True where it is valid, trusted and names the host.</param>
/// <param name="Doubt">Why it is not verified; null where it is.</param>
public sealed record TlsFacts(string Version, string Cipher, string? Subject, string? Issuer, string? Thumbprint, bool IsVerified, string? Doubt);
