using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Ses.Domains;

namespace Ses.AspNetCore.Tests;

public sealed class WhenDataProtectionSealsSecrets : IDisposable
{
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("ses-keys-");

    public void Dispose() => _keys.Delete(recursive: true);

    [Fact]
    public void They_come_back_in_another_process_that_has_the_key_ring()
    {
        var stored = Protector().Protect("dkim:news.example", "secret"u8);
        Assert.Equal(-1, stored.AsSpan().IndexOf("secret"u8));
        Assert.Equal("secret"u8, Protector().Unprotect("dkim:news.example", stored));
    }

    [Fact]
    public void They_open_for_their_purpose_only() =>
        Assert.Throws<CryptographicException>(() => Protector().Unprotect("dkim:other.example", Protector().Protect("dkim:news.example", "secret"u8)));

    [Fact]
    public void What_was_not_sealed_is_refused() => Assert.Throws<CryptographicException>(() => Protector().Unprotect("p", "plain text"u8));

    [Fact]
    public async Task A_domain_is_created_and_resealed_with_it()
    {
        await using var provider = Provider();
        var client = provider.GetRequiredService<ISesClient>();
        await client.Domains.CreateAsync("news.example", TestContext.Current.CancellationToken);
        Assert.Equal(1, await client.Domains.ResealKeysAsync(TestContext.Current.CancellationToken));
    }

    private ISecretProtector Protector() => Provider().GetRequiredService<ISecretProtector>();

    private ServiceProvider Provider()
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("shop").PersistKeysToFileSystem(_keys);
        services.AddSes(ses => ses.UseInMemory().UseDns(_ => new Testing.InMemoryDns()).UseDataProtectionSecrets().Configure(options => options.Domains.DkimKeyBits = 1_024));
        return services.BuildServiceProvider();
    }
}
