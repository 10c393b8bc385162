using Microsoft.Extensions.DependencyInjection;
using Ses.Domains;
using Ses.Sending;
using Ses.Testing;

namespace Ses.Composition.Tests;

/// <summary>A client with a verified domain and no engine: it accepts, and nothing is sent.</summary>
internal sealed class QuietClient : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private QuietClient(ServiceProvider provider, InMemoryDns dns) => (_provider, Dns) = (provider, dns);

    public InMemoryDns Dns { get; }

    public ISesClient Ses => _provider.GetRequiredService<ISesClient>();

    public static async Task<QuietClient> StartAsync(Action<SesOptions>? configure = null)
    {
        var dns = new InMemoryDns();
        var services = new ServiceCollection();
        services.AddSes(ses => ses.UseInMemory().UseDns(_ => dns).Configure(configure ?? (_ => { })));
        var client = new QuietClient(services.BuildServiceProvider(), dns);
        await client.AddDomainAsync("news.example.com");
        return client;
    }

    public async Task<SenderDomain> AddDomainAsync(string name)
    {
        Dns.Publish(await Ses.Domains.CreateAsync(name));
        return await Ses.Domains.VerifyAsync(name);
    }

    /// <summary>What is wrong with a request, as <c>field: message</c>; nothing where it is accepted.</summary>
    public async Task<IReadOnlyList<string>> RefusedAsync(SendRequest request)
    {
        try
        {
            await Ses.SendAsync(request, TestContext.Current.CancellationToken);
            return [];
        }
        catch (SesValidationException refused)
        {
            return [.. refused.Errors.Select(error => $"{error.Field}: {error.Message}")];
        }
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}
