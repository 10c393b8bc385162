namespace Ses.Domains;

/// <summary>Seals nothing: secrets lie open in the store. For development and tests only; choose another with <c>ses.UseSecretProtector(…)</c>.</summary>
public sealed class PlaintextSecretProtector : ISecretProtector
{
    /// <inheritdoc/>
    public byte[] Protect(string purpose, ReadOnlySpan<byte> secret) => secret.ToArray();

    /// <inheritdoc/>
    public byte[] Unprotect(string purpose, ReadOnlySpan<byte> sealedSecret) => sealedSecret.ToArray();
}
