using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NSubstitute;
using Ses.Delivery;
using Ses.Domains;
using Ses.Testing;

namespace Ses.Tests.Hosting;

public sealed class WhenAHostForgetsSomething
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ServiceProvider Build(Action<SesBuilder> configure) => new ServiceCollection().AddSes(configure).BuildServiceProvider();

    private static IHost Host(Action<SesBuilder> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSes(configure);
        return builder.Build();
    }

    [Fact]
    public void Without_storage_it_is_told_the_line_that_mends_it()
    {
        using var provider = Build(ses => ses.UseSmtp());
        foreach (var error in new[] { Refused.By(() => provider.GetRequiredService<ISesClient>()), Refused.By(() => provider.GetRequiredService<SesEngine>()), Refused.By(() => provider.GetRequiredService<ISenderDomains>()) })
        {
            Assert.Equal(SesErrorCode.NotConfigured, error.Code);
            Assert.StartsWith("Ses has no storage", error.Message, StringComparison.Ordinal);
            Assert.Contains("services.AddSes(ses => ses.UseInMemory()", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_host_without_storage_does_not_start_even_where_it_runs_no_engine()
    {
        using var host = Host(ses => ses.UseSmtp().Configure(options => options.Delivery.MaxConcurrency = 0));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));
        Assert.Contains(error.Failures, failure => failure.Contains("ses.UseInMemory()", StringComparison.Ordinal));
        Assert.Contains(error.Failures, failure => failure.Contains("Delivery.MaxConcurrency", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_without_transport_or_DNS_does_not_start_its_engine()
    {
        using var host = Host(ses => ses.UseInMemory().RunInHost());
        var error = await Assert.ThrowsAsync<SesException>(() => host.StartAsync(Token));
        Assert.Equal(SesErrorCode.NotConfigured, error.Code);
        Assert.Contains("Ses has no mail transport", error.Message, StringComparison.Ordinal);
        Assert.Contains("ses.UseSmtp(smtp => smtp.Relay(", error.Message, StringComparison.Ordinal);
        Assert.Contains("Ses has no DNS resolver", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_console_that_runs_the_engine_hears_the_same()
    {
        await using var provider = Build(ses => ses.UseInMemory().UseTransport(_ => Substitute.For<IMailTransport>()));
        var error = await Assert.ThrowsAsync<SesException>(() => provider.GetRequiredService<SesEngine>().RunAsync(Token));
        Assert.StartsWith("Ses has no DNS resolver", error.Message, StringComparison.Ordinal);
        Assert.Contains("ses.UseDns(", error.Message, StringComparison.Ordinal);
        var atOnce = await Assert.ThrowsAsync<SesException>(() => provider.GetRequiredService<ISesClient>().Domains.CreateAsync("news.example", Token));
        Assert.Equal(SesErrorCode.NotConfigured, atOnce.Code);
    }

    [Fact]
    public async Task A_process_that_only_accepts_needs_no_transport()
    {
        var dns = new InMemoryDns();
        await using var provider = Build(ses => ses.UseInMemory().UseDns(_ => dns));
        var client = provider.GetRequiredService<ISesClient>();
        dns.Publish(await client.Domains.CreateAsync("news.example", Token));
        await client.Domains.VerifyAsync("news.example", Token);
        Assert.Single((await client.SendAsync(SmallWorld.Letter("ada@a.example"), Token)).Recipients);
    }

    [Fact]
    public async Task With_all_it_needs_it_starts_and_stops()
    {
        await using var server = SimulatedMailServer.Start();
        using var host = Host(ses => ses.UseInMemory().UseSmtp(smtp => smtp.Relay("127.0.0.1", server.Port)).UseDns(_ => new InMemoryDns()).RunInHost());
        await host.StartAsync(Token);
        await host.StopAsync(Token);
    }
}
