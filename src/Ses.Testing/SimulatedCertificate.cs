using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ses.Testing;

/// <summary>A certificate that nobody vouches for, made for one server and gone with it.</summary>
internal sealed class SimulatedCertificate : IDisposable
{
    private readonly RSA _key;

    private SimulatedCertificate(RSA key, X509Certificate2 value) => (_key, Value) = (key, value);

    public X509Certificate2 Value { get; }

    public static SimulatedCertificate Create()
    {
        var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=simulator.ses.internal", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("simulator.ses.internal");
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        // Valid for any date that a test's clock may show.
        return new(key, request.CreateSelfSigned(new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    public void Dispose()
    {
        Value.Dispose();
        _key.Dispose();
    }
}
