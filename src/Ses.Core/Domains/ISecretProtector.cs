namespace Ses.Domains;

/// <summary>Seals what must not lie open in a store: DKIM keys, callback secrets.</summary>
public interface ISecretProtector
{
    /// <summary>Seals a secret with the current key. <paramref name="purpose"/> must be the same when it is opened.</summary>
    byte[] Protect(string purpose, ReadOnlySpan<byte> secret);

    /// <summary>Opens what <see cref="Protect"/> sealed; throws <see cref="System.Security.Cryptography.CryptographicException"/> for anything else.</summary>
    byte[] Unprotect(string purpose, ReadOnlySpan<byte> sealedSecret);
}
