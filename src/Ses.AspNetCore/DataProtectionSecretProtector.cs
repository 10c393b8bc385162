using Microsoft.AspNetCore.DataProtection;
using Ses.Domains;

namespace Ses.AspNetCore;

/// <summary>Seals with the host's key ring, which rotates by itself: a new key seals after 90 days, old ones open as long as they are in the ring.</summary>
internal sealed class DataProtectionSecretProtector(IDataProtectionProvider provider) : ISecretProtector
{
    public byte[] Protect(string purpose, ReadOnlySpan<byte> secret) => Protector(purpose).Protect(secret.ToArray());

    public byte[] Unprotect(string purpose, ReadOnlySpan<byte> sealedSecret) => Protector(purpose).Unprotect(sealedSecret.ToArray());

    private IDataProtector Protector(string purpose) => provider.CreateProtector("Ses.Secrets", purpose);
}
