using System.Security.Cryptography;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;

namespace MailKitPeer;

/// <summary>MimeKit's signer over the platform's RSA instead of BouncyCastle's: what one who measures would write.</summary>
internal sealed class NativeRsaSigner : DkimSigner
{
    private readonly Signing _signing;

    public NativeRsaSigner(string key)
        : base(key, "letters.harbour.example", "ses1")
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(key));
        _signing = new(rsa);
    }

    protected override ISigner CreateSigningContext() => _signing;

    private sealed class Signing(RSA rsa) : ISigner
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public string AlgorithmName => "RSA";

        public void Init(bool forSigning, ICipherParameters parameters)
        {
        }

        public void Update(byte input) => _hash.AppendData([input]);

        public void BlockUpdate(byte[] input, int inOff, int inLen) => _hash.AppendData(input, inOff, inLen);

        public void BlockUpdate(ReadOnlySpan<byte> input) => _hash.AppendData(input);

        public int GetMaxSignatureSize() => rsa.KeySize / 8;

        public byte[] GenerateSignature() => rsa.SignHash(_hash.GetHashAndReset(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        public bool VerifySignature(byte[] signature) => throw new NotSupportedException();

        public void Reset() => _hash.GetHashAndReset();
    }
}
