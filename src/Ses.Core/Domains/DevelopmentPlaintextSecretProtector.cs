namespace Ses.Domains;

/// <summary>
/// Seals nothing: secrets lie open in the store. For development and tests only, and said so in the log at each start; for anything else
/// <c>ses.UseAesGcmSecrets(…)</c>, or <c>ses.UseDataProtectionSecrets()</c> of Ses.AspNetCore.
/// </summary>
public sealed class DevelopmentPlaintextSecretProtector : ISecretProtector
{
    private int _isTold;

    /// <inheritdoc/>
    public byte[] Protect(string purpose, ReadOnlySpan<byte> secret) => secret.ToArray();

    /// <inheritdoc/>
    public byte[] Unprotect(string purpose, ReadOnlySpan<byte> sealedSecret) => sealedSecret.ToArray();

    /// <summary>True for the first caller: the host's start and the engine's both tell.</summary>
    internal bool IsToldNow() => Interlocked.Exchange(ref _isTold, 1) == 0;
}
