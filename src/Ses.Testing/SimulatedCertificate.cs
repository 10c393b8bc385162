using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ses.Testing;

/// <summary>A certificate that nobody vouches for, made for one server and gone with it.</summary>
internal sealed class SimulatedCertificate : IDisposable
{
    private readonly ECDsa _key;

    private SimulatedCertificate(ECDsa key, X509Certificate2 value) => (_key, Value) = (key, value);

    public X509Certificate2 Value { get; }

    public static SimulatedCertificate Create()
    {
        // Not RSA: a suite starts a server for each test, and the search for primes would take longer than the tests.
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=simulator.ses.internal", key, HashAlgorithmName.SHA256);
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
