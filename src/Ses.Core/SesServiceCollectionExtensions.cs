using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Ses.Callbacks;
using Ses.Callbacks.Internal;
using Ses.Delivery;
using Ses.Diagnostics.Internal;
using Ses.Dns;
using Ses.Domains;
using Ses.Domains.Internal;
using Ses.Feedback;
using Ses.Feedback.Internal;
using Ses.Primitives;
using Ses.Scheduling.Internal;
using Ses.Storage;

namespace Ses;

/// <summary>Adds Ses to a host.</summary>
public static class SesServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ISesClient"/>, its features and <see cref="SesEngine"/>: <c>services.AddSes(ses => ses.UseInMemory().UseSmtp().RunInHost())</c>.
    /// May be called again; the last <c>Use…</c> of a kind wins.
    /// </summary>
    public static IServiceCollection AddSes(this IServiceCollection services, Action<SesBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptionsWithValidateOnStart<SesOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SesOptions>, SesOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISecretProtector, DevelopmentPlaintextSecretProtector>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SecretsNotice>());
        services.TryAddSingleton<ICallbackSender>(provider => new HttpCallbackSender(provider.GetRequiredService<IOptions<SesOptions>>().Value.Callbacks, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(EngineScheduler.ThreadPool);
        services.TryAddSingleton(SesDice.Secure);
        services.TryAddSingleton(provider => new SesMetrics(provider.GetService<IMeterFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(Assemble);
        services.TryAddSingleton(provider => new SesEngine(provider.GetRequiredService<SesServices>()));
        services.TryAddSingleton<ISesClient>(provider => new SesClient(provider.GetRequiredService<SesServices>(), AccountId.Default));
        services.TryAddSingleton<IFeedback>(provider => new FeedbackProcessor(provider.GetRequiredService<SesServices>(), account: null));
        AddFeature(services, client => client.Domains);
        AddFeature(services, client => client.Addresses);
        AddFeature(services, client => client.Templates);
        AddFeature(services, client => client.Recipients);
        AddFeature(services, client => client.Tasks);
        AddFeature(services, client => client.Callbacks);
        AddFeature(services, client => client.Blocklists);
        AddFeature(services, client => client.Statistics);
        AddFeature(services, client => client.MailLog);
        configure(new SesBuilder(services));
        return services;
    }

    private static void AddFeature<TFeature>(IServiceCollection services, Func<ISesClient, TFeature> feature)
        where TFeature : class
        => services.TryAddSingleton(provider => feature(provider.GetRequiredService<ISesClient>()));

    private static SesServices Assemble(IServiceProvider provider) => new(
        provider.GetService<ISesStorage>() ?? throw NotConfigured.Storage(),
        provider.GetService<IMailTransport>(),
        provider.GetService<IDnsResolver>() ?? new NotConfiguredDns(),
        provider.GetRequiredService<ISecretProtector>(),
        provider.GetRequiredService<IOptions<SesOptions>>().Value,
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<EngineScheduler>(),
        provider.GetRequiredService<SesDice>(),
        provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance)
    {
        CallbackSender = provider.GetRequiredService<ICallbackSender>(),
        Metrics = provider.GetRequiredService<SesMetrics>(),
        Guests = [.. provider.GetServices<IEngineGuest>()],
    };
}
