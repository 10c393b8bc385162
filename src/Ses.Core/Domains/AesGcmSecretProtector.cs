using System.Security.Cryptography;
using System.Text;
using Ses.Domains.Internal;

namespace Ses.Domains;

/// <summary>
/// Seals by AES-256-GCM: mark ‖ key id ‖ nonce ‖ tag ‖ ciphertext. The mark, the key id and the purpose are authenticated with it, so that what was sealed for
/// one purpose opens for no other.
/// </summary>
public sealed class AesGcmSecretProtector : ISecretProtector
{
    private const int NonceAt = 4 + SecretKey.IdLength;
    private const int TagAt = NonceAt + NonceLength;
    private const int TextAt = TagAt + TagLength;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly IReadOnlyList<SecretKey> _keys;
    private readonly bool _opensUnsealed;

    /// <summary>Takes the keys; throws <see cref="SesErrorCode.NotConfigured"/> with everything that is wrong with them.</summary>
    public AesGcmSecretProtector(AesGcmSecretsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _keys = SecretKey.ReadAll(options.Keys);
        _opensUnsealed = options.OpensUnsealed;
    }

    // What begins otherwise was sealed by something else, or not at all; a private key in PKCS#8 begins with 0x30.
    private static ReadOnlySpan<byte> Mark => "SeS\x01"u8;

    /// <inheritdoc/>
    public byte[] Protect(string purpose, ReadOnlySpan<byte> secret)
    {
        var key = _keys[0];
        var result = new byte[TextAt + secret.Length];
        Mark.CopyTo(result);
        key.Id.CopyTo(result.AsSpan(Mark.Length));
        var nonce = result.AsSpan(NonceAt, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        // An AesGcm is not made for several threads at once, and secrets are few.
        using var aes = new AesGcm(key.Octets, TagLength);
        aes.Encrypt(nonce, secret, result.AsSpan(TextAt), result.AsSpan(TagAt, TagLength), Associated(result, purpose));
        return result;
    }

    /// <inheritdoc/>
    public byte[] Unprotect(string purpose, ReadOnlySpan<byte> sealedSecret)
    {
        if (sealedSecret.Length < TextAt || !sealedSecret.StartsWith(Mark))
        {
            return _opensUnsealed
                ? sealedSecret.ToArray()
                : throw new CryptographicException(
                    $"The secret '{purpose}' is not sealed by ses.UseAesGcmSecrets(…). If it lies open because the store comes from development: "
                    + "ses.UseAesGcmSecrets(new AesGcmSecretsOptions { Keys = […], OpensUnsealed = true }), then await client.Domains.ResealKeysAsync().");
        }

        var id = sealedSecret.Slice(Mark.Length, SecretKey.IdLength);
        var key = Find(id) ?? throw new CryptographicException(
            $"The secret '{purpose}' is sealed with a key that is not configured (id {Convert.ToHexStringLower(id)}). "
            + $"Give the old key behind the new one: ses.UseAesGcmSecrets(newKey, oldKey). Configured: {string.Join(", ", _keys.Select(known => Convert.ToHexStringLower(known.Id)))}.");
        var secret = new byte[sealedSecret.Length - TextAt];
        using var aes = new AesGcm(key.Octets, TagLength);
        try
        {
            aes.Decrypt(sealedSecret.Slice(NonceAt, NonceLength), sealedSecret[TextAt..], sealedSecret.Slice(TagAt, TagLength), secret, Associated(sealedSecret, purpose));
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new CryptographicException($"The secret '{purpose}' was changed since it was sealed, or was sealed for another purpose.", error);
        }

        return secret;
    }

    private SecretKey? Find(ReadOnlySpan<byte> id)
    {
        foreach (var key in _keys)
        {
            if (id.SequenceEqual(key.Id))
                return key;
        }

        return null;
    }

    private static byte[] Associated(ReadOnlySpan<byte> sealedSecret, string purpose) => [.. sealedSecret[..NonceAt], .. Encoding.UTF8.GetBytes(purpose)];
}
