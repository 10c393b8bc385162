using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NSubstitute;
using Ses.Delivery;
using Ses.Domains;
using Ses.Primitives;
using Ses.Storage.InMemory;
using Ses.Testing;

namespace Ses.Tests.Secrets;

public sealed class WhenSecretsAreSealedInTheStore : IDisposable
{
    private static readonly string Key = NewKey();
    private static readonly string OldKey = NewKey();

    private readonly InMemoryStorage _storage = new();
    private readonly LogLines _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_private_key_does_not_lie_open_in_it()
    {
        await CreateDomainAsync(ses => ses.UseAesGcmSecrets(Key));
        var stored = (await StoredAsync()).ToArray();
        Assert.Equal("SeS"u8, stored.AsSpan(0, 3));
        Assert.Throws<CryptographicException>(() => ImportPkcs8(stored));
    }

    [Fact]
    public async Task After_resealing_the_old_key_is_needed_no_more()
    {
        await CreateDomainAsync(ses => ses.UseAesGcmSecrets(OldKey));
        Assert.Equal(1, await ResealAsync(ses => ses.UseAesGcmSecrets(Key, OldKey)));
        ImportPkcs8(Protector(ses => ses.UseAesGcmSecrets(Key)).Unprotect("dkim:news.example", (await StoredAsync()).Span));
    }

    [Fact]
    public async Task Resealing_covers_keys_that_come_and_go_and_passes_over_those_that_are_destroyed()
    {
        await CreateDomainAsync(ses => ses.UseAesGcmSecrets(OldKey));
        var domain = (await _storage.Domains.FindAsync(AccountId.Default, DomainName.Parse("news.example"), Token))!;
        await _storage.Domains.UpdateAsync(
            domain with { Keys = [domain.Keys[0] with { Selector = "next", UsedFrom = null }, domain.Keys[0], domain.Keys[0] with { Selector = "gone", ProtectedPrivateKey = default }] }, Token);
        Assert.Equal(1, await ResealAsync(ses => ses.UseAesGcmSecrets(Key, OldKey)));

        var keys = (await _storage.Domains.FindAsync(AccountId.Default, DomainName.Parse("news.example"), Token))!.Keys;
        Assert.All(keys.Take(2), key => ImportPkcs8(Protector(ses => ses.UseAesGcmSecrets(Key)).Unprotect("dkim:news.example", key.ProtectedPrivateKey.Span)));
        Assert.True(keys[2].ProtectedPrivateKey.IsEmpty);
    }

    [Fact]
    public async Task A_callback_secret_does_not_lie_open_and_is_resealed_with_the_keys_of_domains()
    {
        await CreateDomainAsync(ses => ses.UseAesGcmSecrets(OldKey));
        await using (var provider = Provider(ses => ses.UseAesGcmSecrets(OldKey)))
            await provider.GetRequiredService<ISesClient>().Callbacks.SetAsync("https://hooks.example/", cancellationToken: Token);
        Assert.Equal(2, await ResealAsync(ses => ses.UseAesGcmSecrets(Key, OldKey)));
        var stored = (await _storage.Callbacks.FindAsync(AccountId.Default, null, Token))!.Keys[0].ProtectedSecret;
        Assert.Equal("SeS"u8, stored.Span[..3]);

        await using var newKeyOnly = Provider(ses => ses.UseAesGcmSecrets(Key));
        var secret = await newKeyOnly.GetRequiredService<ISesClient>().Callbacks.GetSecretAsync(cancellationToken: Token);
        Assert.StartsWith("sescb_", secret, StringComparison.Ordinal);
        Assert.Equal(Encoding.ASCII.GetBytes(secret), Protector(ses => ses.UseAesGcmSecrets(Key)).Unprotect("callback:account", stored.Span));
        var refused = await Assert.ThrowsAsync<SesException>(() => ResealAsync(ses => ses.UseAesGcmSecrets(OldKey)));
        Assert.Contains("the callback endpoint https://hooks.example/", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_from_development_is_sealed_once_that_is_allowed()
    {
        await CreateDomainAsync(_ => { });
        ImportPkcs8((await StoredAsync()).ToArray());
        var refused = await Assert.ThrowsAsync<SesException>(() => ResealAsync(ses => ses.UseAesGcmSecrets(Key)));
        Assert.Equal(SesErrorCode.InvalidState, refused.Code);
        Assert.Contains("news.example: The secret 'dkim:news.example' is not sealed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ResealAsync(ses => ses.UseAesGcmSecrets(new AesGcmSecretsOptions { Keys = [Key], OpensUnsealed = true })));
        ImportPkcs8(Protector(ses => ses.UseAesGcmSecrets(Key)).Unprotect("dkim:news.example", (await StoredAsync()).Span));
    }

    [Fact]
    public void A_key_that_is_none_fails_where_it_is_given() =>
        Assert.Contains("key 1 is missing", Assert.Throws<SesException>(() => Provider(ses => ses.UseAesGcmSecrets((string)null!))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_key_that_is_none_fails_the_hosts_start()
    {
        using var host = Host(ses => ses.UseSecretProtector(_ => new AesGcmSecretProtector(new() { Keys = ["short"] })));
        Assert.Equal(SesErrorCode.NotConfigured, (await Assert.ThrowsAsync<SesException>(() => host.StartAsync(Token))).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_is_warned_once_at_its_start_that_they_lie_open(bool runsEngine)
    {
        using var host = Host(ses => { if (runsEngine) ses.RunInHost(); });
        await host.StartAsync(Token);
        await host.StopAsync(Token);
        var warning = Assert.Single(_log.Lines, line => line.StartsWith("Warning Ses.Secrets", StringComparison.Ordinal));
        Assert.Contains("for development only", warning, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_runs_by_itself_warns_too()
    {
        await using var provider = Provider(_ => { });
        using var stop = new CancellationTokenSource();
        var running = provider.GetRequiredService<SesEngine>().RunAsync(stop.Token);
        await stop.CancelAsync();
        await running;
        Assert.Single(_log.Lines, line => line.StartsWith("Warning Ses.Secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_is_warned_where_they_are_sealed()
    {
        using var host = Host(ses => ses.UseAesGcmSecrets(Key).RunInHost());
        await host.StartAsync(Token);
        await host.StopAsync(Token);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("Ses.Secrets", StringComparison.Ordinal));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task CreateDomainAsync(Action<SesBuilder> configure)
    {
        await using var provider = Provider(configure);
        await provider.GetRequiredService<ISesClient>().Domains.CreateAsync("news.example", Token);
    }

    private async Task<int> ResealAsync(Action<SesBuilder> configure)
    {
        await using var provider = Provider(configure);
        return await provider.GetRequiredService<ISesClient>().Domains.ResealKeysAsync(Token);
    }

    private ISecretProtector Protector(Action<SesBuilder> configure) => Provider(configure).GetRequiredService<ISecretProtector>();

    private async Task<ReadOnlyMemory<byte>> StoredAsync() =>
        (await _storage.Domains.FindAsync(AccountId.Default, DomainName.Parse("news.example"), Token))!.Keys[0].ProtectedPrivateKey;

    private ServiceProvider Provider(Action<SesBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(_log));
        Add(services, configure);
        return services.BuildServiceProvider();
    }

    private IHost Host(Action<SesBuilder> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(_log);
        Add(builder.Services, configure);
        return builder.Build();
    }

    private void Add(IServiceCollection services, Action<SesBuilder> configure) => services.AddSes(ses =>
    {
        ses.UseInMemory(_storage).UseDns(_ => new InMemoryDns()).UseTransport(_ => Substitute.For<IMailTransport>()).Configure(options => options.Domains.DkimKeyBits = 1_024);
        configure(ses);
    });

    private static void ImportPkcs8(byte[] key)
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key, out _);
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly Lock _lock = new();
        private readonly List<string> _lines = [];
        private readonly string _category = "";
        private readonly LogLines? _root;

        public LogLines()
        {
        }

        private LogLines(string category, LogLines root) => (_category, _root) = (category, root);

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lock)
                    return [.. _lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => new LogLines(categoryName, this);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_root!._lock)
                _root._lines.Add($"{logLevel} {_category} {formatter(state, exception)}");
        }

        public void Dispose()
        {
        }
    }
}
