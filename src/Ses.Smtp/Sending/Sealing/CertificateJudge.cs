using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ses.Ledger;

namespace Ses.Smtp.Sending.Sealing;

/// <summary>Looks at the certificate of one connection: always on record, and a condition only where TLS must be verified.</summary>
internal sealed class CertificateJudge(X509Certificate2Collection roots, TimeProvider time)
{
    private X509Certificate2? _certificate;

    /// <summary>True once the server has shown what it has.</summary>
    public bool HasJudged { get; private set; }

    /// <summary>Why the certificate is not valid for the host; null where it is.</summary>
    public string? Doubt { get; private set; } = "no certificate was shown";

    public SslClientAuthenticationOptions Options(string host, TlsVersion minimum, TlsNeed need) => new()
    {
        TargetHost = host.TrimEnd('.'),
        EnabledSslProtocols = Protocols(minimum),
        CertificateChainPolicy = Policy(),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Judge(certificate as X509Certificate2, chain, errors) || need != TlsNeed.Verified,
    };

    public static SslProtocols Protocols(TlsVersion minimum) => minimum == TlsVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;

    public TlsFacts FactsOf(SslProtocols version, string cipher) => new(
        version switch { SslProtocols.Tls13 => "TLS 1.3", SslProtocols.Tls12 => "TLS 1.2", var other => other.ToString() },
        cipher,
        _certificate?.Subject,
        _certificate?.Issuer,
        _certificate?.GetCertHashString(HashAlgorithmName.SHA256),
        Doubt is null,
        Doubt);

    /// <summary>True where it is valid, trusted and names the host.</summary>
    public bool Judge(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        HasJudged = true;
        _certificate = certificate;
        var doubts = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            doubts.Add("no certificate was shown");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            doubts.Add("it is for another name");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !IsVouchedForByOurRoots(certificate, chain))
            doubts.AddRange((chain?.ChainStatus ?? []).Select(status => status.Status.ToString()).Distinct());
        Doubt = doubts.Count == 0 ? null : string.Join(", ", doubts);
        return Doubt is null;
    }

    private bool IsVouchedForByOurRoots(X509Certificate2? certificate, X509Chain? chain)
    {
        if (certificate is null || roots.Count == 0)
            return false;
        using var ours = new X509Chain { ChainPolicy = Policy() };
        ours.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        ours.ChainPolicy.CustomTrustStore.AddRange(roots);
        if (chain is not null)
            ours.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(element => element.Certificate).ToArray());
        return ours.Build(certificate);
    }

    // Nothing is fetched from where a stranger's certificate points to; a server sends its chain.
    private X509ChainPolicy Policy() => new()
    {
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        VerificationTime = time.GetUtcNow().LocalDateTime,
    };
}
