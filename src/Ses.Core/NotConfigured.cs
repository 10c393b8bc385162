using System.Net;
using Ses.Dns;

namespace Ses;

/// <summary>What a host is told that forgot an adapter: one sentence, and the line that mends it.</summary>
internal static class NotConfigured
{
    public static SesException Storage() => new(
        SesErrorCode.NotConfigured,
        """
        Ses has no storage, so nothing could be accepted. Choose one where you add Ses:
            services.AddSes(ses => ses.UseSqlite("ses.db") …);     // package Ses.Storage.Sql: one process; UsePostgreSql("Host=…") for many
            services.AddSes(ses => ses.UseInMemory() …);           // package Ses.Storage.InMemory: for tests and trials, gone with the process
        """);

    public static SesException SecretKeys(IEnumerable<string> wrong) => new(
        SesErrorCode.NotConfigured,
        $"""
        The keys of ses.UseAesGcmSecrets(…) cannot be used: {string.Join("; ", wrong)}. A key is 32 octets in base64. Make one:
            openssl rand -base64 32
        Keep it out of the code and away from the store, in the environment as Ses__SecretKey for instance, and pass it:
            services.AddSes(ses => ses.UseAesGcmSecrets(configuration["Ses:SecretKey"]!) …);
        """);

    public static SesException Transport() => new(
        SesErrorCode.NotConfigured,
        """
        Ses has no mail transport, so the engine could not deliver anything. Choose one where you add Ses:
            services.AddSes(ses => ses.UseSmtp() …);                                            // package Ses.Smtp: straight to the recipients' servers
            services.AddSes(ses => ses.UseSmtp(smtp => smtp.Relay("mail.example.com", 587)) …); // or through a relay
        """);

    public static SesException Dns() => new(
        SesErrorCode.NotConfigured,
        """
        Ses has no DNS resolver, so no domain can be verified. Choose one where you add Ses:
            services.AddSes(ses => ses.UseSmtp() …);              // package Ses.Smtp brings one
            services.AddSes(ses => ses.UseDns(_ => resolver) …);  // or one of your own
        """);
}

/// <summary>Stands in where no resolver was chosen.</summary>
internal sealed class NotConfiguredDns : IDnsResolver
{
    public ValueTask<DnsAnswer<MxHost>> GetMxAsync(string name, CancellationToken cancellationToken) => throw NotConfigured.Dns();

    public ValueTask<DnsAnswer<string>> GetTxtAsync(string name, CancellationToken cancellationToken) => throw NotConfigured.Dns();

    public ValueTask<DnsAnswer<IPAddress>> GetAddressesAsync(string name, CancellationToken cancellationToken) => throw NotConfigured.Dns();

    public ValueTask<DnsAnswer<string>> GetNamesAsync(IPAddress address, CancellationToken cancellationToken) => throw NotConfigured.Dns();
}
