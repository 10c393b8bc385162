using System.Security.Cryptography;
using Ses.Primitives;

namespace Ses.Domains.Internal;

/// <summary>Makes key pairs, and opens private keys once each: one key object serves all threads.</summary>
internal sealed class DkimKeys(ISecretProtector protector)
{
    private const int Capacity = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, RSA> _open = [];

    public static DkimKey Create(DomainName domain, string selector, int bits, ISecretProtector protector, DateTimeOffset now)
    {
        using var rsa = RSA.Create(bits);
        return new(
            selector,
            Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()),
            protector.Protect(Purpose(domain), rsa.ExportPkcs8PrivateKey()),
            now);
    }

    public RSA Get(SenderDomain domain, DkimKey key)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(key.PublicKey, out var open))
                return open;
            var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(protector.Unprotect(Purpose(domain.Name), key.ProtectedPrivateKey.Span), out _);
            // Keys in use elsewhere stay alive; the collector takes those that nobody holds.
            if (_open.Count >= Capacity)
                _open.Clear();
            return _open[key.PublicKey] = rsa;
        }
    }

    internal static string Purpose(DomainName domain) => $"dkim:{domain.Value}";
}
