using Ses.Domains;

namespace Ses.Composition.Tests;

public sealed class WhenADomainSignsTwice
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_keys_are_to_be_published_and_both_are_asked_for()
    {
        await using var client = await QuietClient.StartAsync(options => options.Domains.DkimEd25519Selector = "ses1e");
        var domain = await client.Ses.Domains.CreateAsync("two.example.com", Token);
        var records = domain.Records.Where(record => record.Purpose == DomainRecordPurpose.Dkim).ToList();
        Assert.Equal(["ses1._domainkey.two.example.com", "ses1e._domainkey.two.example.com"], records.Select(record => record.Name));
        Assert.StartsWith("v=DKIM1; k=rsa; p=", records[0].ExpectedValue, StringComparison.Ordinal);
        // RFC 8463 §4: the 32 octets of the key themselves.
        Assert.Equal(32, Convert.FromBase64String(records[1].ExpectedValue["v=DKIM1; k=ed25519; p=".Length..]).Length);

        client.Dns.Publish(domain);
        Assert.Equal(DomainStatus.Verified, (await client.Ses.Domains.VerifyAsync("two.example.com", Token)).Status);
    }

    [Fact]
    public async Task A_key_that_is_published_as_the_other_kind_does_not_verify()
    {
        await using var client = await QuietClient.StartAsync(options => options.Domains.DkimEd25519Selector = "ses1e");
        var domain = await client.Ses.Domains.CreateAsync("two.example.com", Token);
        client.Dns.Publish(domain);
        var second = domain.Records.Single(record => record.Name.StartsWith("ses1e.", StringComparison.Ordinal));
        client.Dns.Remove(second.Name).AddText(second.Name, second.ExpectedValue.Replace("k=ed25519; ", "", StringComparison.Ordinal));
        var verified = await client.Ses.Domains.VerifyAsync("two.example.com", Token);
        Assert.Equal(DomainStatus.PendingVerification, verified.Status);
        Assert.Equal(DomainRecordStatus.Mismatch, verified.Records.Single(record => record.Name == second.Name).Status);
    }

    [Fact]
    public async Task One_key_is_what_a_domain_has_without_the_option()
    {
        await using var client = await QuietClient.StartAsync();
        Assert.Single((await client.Ses.Domains.FindAsync("news.example.com", Token))!.Keys);
    }
}
