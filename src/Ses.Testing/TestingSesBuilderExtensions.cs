using Ses.Delivery;
using Ses.Testing;

#pragma warning disable IDE0130 // A host that uses Ses finds its extensions without another using.
namespace Ses;
#pragma warning restore IDE0130

/// <summary>Chooses what tests of hosts send to.</summary>
public static class TestingSesBuilderExtensions
{
    /// <summary>
    /// Sends all mail to a simulated server, whatever relay the host has chosen, and asks <paramref name="dns"/>. Call it last:
    /// <c>services.AddSes(ses => ses.UseSimulatedMail(server, dns))</c>.
    /// </summary>
    public static SesBuilder UseSimulatedMail(this SesBuilder ses, SimulatedMailServer server, InMemoryDns dns)
    {
        ArgumentNullException.ThrowIfNull(ses);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(dns);
        return ses.UseSmtp(smtp => smtp.Relay("127.0.0.1", server.Port, TlsMode.None)).UseDns(_ => dns);
    }
}
