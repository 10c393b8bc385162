using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ses.Delivery;
using Ses.Diagnostics.Internal;
using Ses.Dns;
using Ses.Scheduling.Internal;
using Ses.Smtp;
using Ses.Smtp.MtaSts;
using Ses.Smtp.Resolving;
using Ses.Smtp.ReturnMail;
using Ses.Smtp.Sending;
using Ses.Smtp.Sending.Dialing;
using Ses.Storage;

#pragma warning disable IDE0130 // A host that uses Ses finds its extensions without another using.
namespace Ses;
#pragma warning restore IDE0130

/// <summary>Chooses SMTP.</summary>
public static class SmtpSesBuilderExtensions
{
    /// <summary>
    /// Carries mail by SMTP, straight to the recipients' mail exchangers or through relays, and asks the DNS: <c>ses.UseSmtp(smtp => smtp.Relay("mail.example.com", 587))</c>.
    /// Of several calls the last one counts. Throws <see cref="ArgumentException"/> that names every option that cannot be.
    /// </summary>
    public static SesBuilder UseSmtp(this SesBuilder ses, Action<SmtpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(ses);
        var options = new SmtpOptions();
        configure?.Invoke(options);
        SmtpOptionsRules.Check(options);
        if (options.UseMtaSts)
            ses.Services.TryAddSingleton(provider => PoliciesBy(provider, options));
        SmtpRelays.Replace(ses.Services, options.Relays);
        ses.Services.Replace(ServiceDescriptor.Singleton(options));
        ses.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IEngineGuest, ReturnMailGuest>());
        ses.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IEngineGuest, MtaStsGuest>());
        return ses
            .UseDns(_ => new DnsClientResolver(options.NameServers))
            .UseTransport(provider => new SmtpTransport(
                options, provider.GetRequiredService<IDnsResolver>(), options.UseMtaSts ? provider.GetService<IMtaStsPolicies>() : null, provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<SesMetrics>().Connections));
    }

    private static IMtaStsPolicies PoliciesBy(IServiceProvider provider, SmtpOptions options)
    {
        var (dns, time) = (provider.GetRequiredService<IDnsResolver>(), provider.GetRequiredService<TimeProvider>());
        return new MtaStsPolicies(dns, new(options, new Dialer(options, dns, time), time), provider.GetRequiredService<ISesStorage>().MtaStsPolicies, time);
    }
}
