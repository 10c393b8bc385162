using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Ses.Composition.Internal.Dkim;
using Ses.Primitives;

namespace Ses.Domains.Internal;

/// <summary>Makes key pairs, and opens private keys once each: one key object serves all threads.</summary>
internal sealed class DkimKeys(ISecretProtector protector)
{
    private const int Capacity = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Opened> _open = [];

    /// <summary>The keys of a new domain: RSA, and ed25519 behind it where the options ask for it.</summary>
    public static IReadOnlyList<DkimKey> First(AccountId account, DomainName domain, DomainsOptions options, ISecretProtector protector, DateTimeOffset now) =>
        [.. Create(account, domain, [], options, protector, now).Select(key => key with { UsedFrom = now })];

    /// <summary>The keys that are to follow a domain's.</summary>
    public static IReadOnlyList<DkimKey> Next(SenderDomain domain, DomainsOptions options, ISecretProtector protector, DateTimeOffset now) =>
        Create(domain.Account, domain.Name, domain.Keys, options, protector, now);

    public DkimSecretKey Get(SenderDomain domain, DkimKey key)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(key.PublicKey, out var open))
                return open.Key;
            // Keys in use elsewhere stay alive; the collector takes those that nobody holds.
            if (_open.Count >= Capacity)
                _open.Clear();
            var opened = Open(key.Algorithm, protector.Unprotect(Purpose(domain.Name), key.ProtectedPrivateKey.Span));
            _open[key.PublicKey] = new(domain.Account, domain.Name, opened);
            return opened;
        }
    }

    /// <summary>Forgets a domain's private keys that are destroyed, wherever that was done: only those that it still has stay open.</summary>
    public void Keep(AccountId account, DomainName domain, IReadOnlyList<DkimKey> keys)
    {
        lock (_lock)
        {
            foreach (var (publicKey, open) in _open)
            {
                if (open.Domain == domain && open.Account == account && !keys.Any(key => key.PublicKey == publicKey && !key.ProtectedPrivateKey.IsEmpty))
                    _open.Remove(publicKey);
            }
        }
    }

    private static IReadOnlyList<DkimKey> Create(
        AccountId account, DomainName domain, IReadOnlyList<DkimKey> known, DomainsOptions options, ISecretProtector protector, DateTimeOffset now)
    {
        var rsa = CreateRsa(domain, DkimSelectors.For(options.DkimSelector, account, known, now), options.DkimKeyBits, protector, now);
        return options.DkimEd25519Selector is { } label ? [rsa, CreateEd25519(domain, DkimSelectors.For(label, account, known, now), protector, now)] : [rsa];
    }

    private static DkimKey CreateRsa(DomainName domain, string selector, int bits, ISecretProtector protector, DateTimeOffset now)
    {
        using var rsa = RSA.Create(bits);
        return new(selector, Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), protector.Protect(Purpose(domain), rsa.ExportPkcs8PrivateKey()), now);
    }

    private static DkimKey CreateEd25519(DomainName domain, string selector, ISecretProtector protector, DateTimeOffset now)
    {
        var key = new Ed25519PrivateKeyParameters(new SecureRandom());
        var pkcs8 = PrivateKeyInfoFactory.CreatePrivateKeyInfo(key).GetDerEncoded();
        return new(selector, Convert.ToBase64String(key.GeneratePublicKey().GetEncoded()), protector.Protect(Purpose(domain), pkcs8), now, DkimAlgorithm.Ed25519Sha256);
    }

    private static DkimSecretKey Open(DkimAlgorithm algorithm, byte[] pkcs8)
    {
        if (algorithm == DkimAlgorithm.Ed25519Sha256)
            return new Ed25519DkimKey((Ed25519PrivateKeyParameters)PrivateKeyFactory.CreateKey(pkcs8));
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(pkcs8, out _);
        return new RsaDkimKey(rsa);
    }

    public static string Purpose(DomainName domain) => $"dkim:{domain.Value}";

    private readonly record struct Opened(AccountId Account, DomainName Domain, DkimSecretKey Key);
}
