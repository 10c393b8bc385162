using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Ses.Callbacks;
using Ses.Delivery;
using Ses.Dns;
using Ses.Domains;
using Ses.Scheduling.Internal;
using Ses.Storage;

namespace Ses;

/// <summary>Chooses adapters (<c>Use…</c>) and sets options (<c>Configure</c>). Every call may be repeated; the last of a kind wins.</summary>
public sealed class SesBuilder
{
    internal SesBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services, for authors of adapters.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Sets options.</summary>
    public SesBuilder Configure(Action<SesOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    /// <summary>Chooses the store. Providers bring an extension of their own, such as <c>UseInMemory()</c>.</summary>
    public SesBuilder UseStorage(Func<IServiceProvider, ISesStorage> create) => Use(create);

    /// <summary>Chooses how mail is carried to servers. Ses.Smtp brings <c>UseSmtp()</c>.</summary>
    public SesBuilder UseTransport(Func<IServiceProvider, IMailTransport> create) => Use(create);

    /// <summary>Chooses how the DNS is asked. Ses.Smtp's <c>UseSmtp()</c> brings one.</summary>
    public SesBuilder UseDns(Func<IServiceProvider, IDnsResolver> create) => Use(create);

    /// <summary>Chooses how callbacks are carried; without it they are posted over HTTP.</summary>
    public SesBuilder UseCallbackSender(Func<IServiceProvider, ICallbackSender> create) => Use(create);

    /// <summary>Chooses how secrets are sealed; without it they lie open in the store, which is for development only.</summary>
    public SesBuilder UseSecretProtector(Func<IServiceProvider, ISecretProtector> create) => Use(create);

    /// <summary>
    /// Seals secrets in the store (DKIM keys, callback secrets) by AES-256-GCM. A key is 32 octets in base64: <c>openssl rand -base64 32</c>. To change it, give
    /// the new one first and the old ones behind it, and see docs/secrets.md.
    /// </summary>
    public SesBuilder UseAesGcmSecrets(string key, params IEnumerable<string> oldKeys) => UseAesGcmSecrets(new AesGcmSecretsOptions { Keys = [key, .. oldKeys] });

    /// <summary>Seals secrets in the store by AES-256-GCM. For keys that come from the host's services: <c>ses.UseSecretProtector(provider => new AesGcmSecretProtector(…))</c>.</summary>
    public SesBuilder UseAesGcmSecrets(AesGcmSecretsOptions options)
    {
        // Here, where the caller's line is in the stack.
        var protector = new AesGcmSecretProtector(options);
        return UseSecretProtector(_ => protector);
    }

    /// <summary>
    /// Lifts all limits of quantity at once: quotas of warm-up, numbers of recipients, rows, addresses, attachments. Limits of size (octets, characters) stay:
    /// they keep memory bounded, and each has its own option. For tests, samples and those who know their domains.
    /// </summary>
    public SesBuilder UseUnlimited() => Configure(static options =>
    {
        options.Warmup.IsEnabled = false;
        options.Addresses.MaxPerDomain = int.MaxValue;
        options.Recipients.MaxMembers = long.MaxValue;
        options.Recipients.MaxImportRows = int.MaxValue;
        options.Sending.MaxTo = int.MaxValue;
        options.Sending.MaxCc = int.MaxValue;
        options.Sending.MaxBcc = int.MaxValue;
        options.Sending.MaxAttachments = int.MaxValue;
        options.Sending.MaxMarketingPerHour = int.MaxValue;
    });

    /// <summary>Runs the engine as a hosted service. Without it, call <see cref="SesEngine.RunAsync"/> yourself, in as many processes as should send.</summary>
    public SesBuilder RunInHost()
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EngineHostedService>());
        return this;
    }

    private SesBuilder Use<TPort>(Func<IServiceProvider, TPort> create)
        where TPort : class
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.Replace(ServiceDescriptor.Singleton(create));
        return this;
    }
}
