using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ses.Dns;
using Ses.Scheduling.Internal;
using Ses.Smtp;
using Ses.Smtp.Resolving;
using Ses.Smtp.ReturnMail;
using Ses.Smtp.Sending;

#pragma warning disable IDE0130 // A host that uses Ses finds its extensions without another using.
namespace Ses;
#pragma warning restore IDE0130

/// <summary>Chooses SMTP.</summary>
public static class SmtpSesBuilderExtensions
{
    /// <summary>Carries mail by SMTP, straight to the recipients' mail exchangers or through relays, and asks the DNS: <c>ses.UseSmtp(smtp => smtp.Relay("mail.example.com", 587))</c>.</summary>
    public static SesBuilder UseSmtp(this SesBuilder ses, Action<SmtpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(ses);
        var options = new SmtpOptions();
        configure?.Invoke(options);
        ses.Services.Replace(ServiceDescriptor.Singleton(options));
        ses.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IEngineGuest, ReturnMailGuest>());
        return ses
            .Configure(ses => { foreach (var relay in options.Relays) ses.Delivery.Relays.Add(relay); })
            .UseDns(_ => new DnsClientResolver(options.NameServers))
            .UseTransport(provider => new SmtpTransport(options, provider.GetRequiredService<IDnsResolver>(), provider.GetRequiredService<TimeProvider>()));
    }
}
