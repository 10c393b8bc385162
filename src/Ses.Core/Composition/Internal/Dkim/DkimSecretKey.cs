using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Ses.Composition.Internal.Dkim;

/// <summary>A private key that signs. One object serves all threads.</summary>
internal abstract class DkimSecretKey
{
    /// <summary>The longest signature: RSA with 4096 bits.</summary>
    public const int MaxSignatureOctets = 512;

    /// <summary>The <c>a=</c> tag.</summary>
    public abstract string Algorithm { get; }

    /// <summary>Signs the canonical header; returns the signature's length.</summary>
    public abstract int Sign(ReadOnlySpan<byte> header, Span<byte> signature);
}

/// <summary>rsa-sha256 (RFC 6376 §3.3.1) by the platform, which takes a tenth of the time of managed code.</summary>
internal sealed class RsaDkimKey(RSA key) : DkimSecretKey
{
    public override string Algorithm => "rsa-sha256";

    public override int Sign(ReadOnlySpan<byte> header, Span<byte> signature) =>
        key.SignData(header, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}

/// <summary>ed25519-sha256 (RFC 8463 §3): the hash of the header is what is signed.</summary>
internal sealed class Ed25519DkimKey(Ed25519PrivateKeyParameters key) : DkimSecretKey
{
    public override string Algorithm => "ed25519-sha256";

    public override int Sign(ReadOnlySpan<byte> header, Span<byte> signature)
    {
        var bytes = new byte[Ed25519.SignatureSize];
        var hash = SHA256.HashData(header);
        key.Sign(Ed25519.Algorithm.Ed25519, null, hash, 0, hash.Length, bytes, 0);
        bytes.CopyTo(signature);
        return bytes.Length;
    }
}
