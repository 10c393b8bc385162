using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ses.Delivery;

namespace Ses.Smtp;

/// <summary>The relays of the last <c>UseSmtp</c>. Those of an earlier call are forgotten: a test that names its own server must never reach the host's.</summary>
internal sealed class SmtpRelays(IList<RouteTarget> relays) : IConfigureOptions<SesOptions>
{
    public static void Replace(IServiceCollection services, IList<RouteTarget> relays)
    {
        foreach (var earlier in services.Where(service => service.ImplementationInstance is SmtpRelays).ToList())
            services.Remove(earlier);
        services.AddSingleton<IConfigureOptions<SesOptions>>(new SmtpRelays(relays));
    }

    public void Configure(SesOptions options)
    {
        foreach (var relay in relays)
            options.Delivery.Relays.Add(relay);
    }
}
