using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>An authority of the tests' own, and certificates that it vouches for. Valid for any date that a test's clock may show.</summary>
internal static class TestAuthority
{
    private static readonly DateTimeOffset From = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Lazy<X509Certificate2> Authority = new(CreateRoot);

    public static X509Certificate2 Root => X509CertificateLoader.LoadCertificate(Authority.Value.RawData);

    public static X509Certificate2 For(params string[] names) => Issue(names, From, To);

    public static X509Certificate2 ExpiredFor(params string[] names) => Issue(names, From, From.AddYears(1));

    public static X509Certificate2 SelfSignedFor(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Reload(RequestFor(key, name).CreateSelfSigned(From, To));
    }

    private static X509Certificate2 Issue(string[] names, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = RequestFor(key, names).Create(Authority.Value, from, to, RandomNumberGenerator.GetBytes(8));
        return Reload(certificate.CopyWithPrivateKey(key));
    }

    private static CertificateRequest RequestFor(ECDsa key, params string[] names)
    {
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        return request;
    }

    private static X509Certificate2 CreateRoot()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority of the tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(From, To.AddYears(1));
    }

    private static X509Certificate2 Reload(X509Certificate2 certificate) => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
