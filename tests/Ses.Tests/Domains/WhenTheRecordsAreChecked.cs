using Ses.Dns;
using Ses.Domains;
using Ses.Testing;

namespace Ses.Tests.Domains;

public sealed class WhenTheRecordsAreChecked
{
    private const string Name = "news.example";

    private static SmallWorld New() => new(
        options =>
        {
            options.Identity.SpfInclude = "spf.host.example";
            options.Identity.ReturnPathMx = "bounces.host.example";
        },
        withDomain: false);

    private static DomainRecord Check(DomainRecordPurpose purpose, Action<InMemoryDns, DomainRecord> change)
    {
        using var world = New();
        var dns = world.World.Dns.Publish(world.Ask(client => client.Domains.CreateAsync(Name)));
        change(dns, world.Ask(client => client.Domains.FindAsync(Name))!.Records.Single(record => record.Purpose == purpose));
        var checkedDomain = world.Ask(client => client.Domains.VerifyAsync(Name));
        var judged = checkedDomain.Records.Single(record => record.Purpose == purpose);
        Assert.Equal(judged.Status == DomainRecordStatus.Ok ? DomainStatus.Verified : DomainStatus.PendingVerification, checkedDomain.Status);
        Assert.All(checkedDomain.Records.Where(record => record.Purpose != purpose), record => Assert.Equal(DomainRecordStatus.Ok, record.Status));
        return judged;
    }

    private static DomainRecord Replace(DomainRecordPurpose purpose, params string[] values) => Check(purpose, (dns, record) =>
    {
        if (purpose == DomainRecordPurpose.Spf)
            dns.RemoveTexts(record.Name);
        else
            dns.Remove(record.Name);
        foreach (var value in values)
            dns.AddText(record.Name, value);
    });

    [Fact]
    public void All_of_them_standing_makes_the_domain_verified()
    {
        using var world = New();
        world.World.Dns.Publish(world.Ask(client => client.Domains.CreateAsync(Name)));
        var domain = world.Ask(client => client.Domains.VerifyAsync(Name));
        Assert.Equal(DomainStatus.Verified, domain.Status);
        Assert.Equal((world.Now, world.Now), (domain.VerifiedAt, domain.CheckedAt));
        Assert.All(domain.Records, record => Assert.Equal((DomainRecordStatus.Ok, null), (record.Status, record.Advice)));
        Assert.All(domain.Records, record => Assert.NotNull(record.CurrentValue));
        Assert.Equal(domain, world.Ask(client => client.Domains.FindAsync(Name)));
    }

    [Theory]
    [InlineData(DomainRecordPurpose.Dkim, "publish a TXT record ses1._domainkey.news.example with the value: v=DKIM1")]
    [InlineData(DomainRecordPurpose.Spf, "publish a TXT record bounce.news.example with the value: v=spf1 include:spf.host.example ~all")]
    [InlineData(DomainRecordPurpose.Dmarc, "publish a TXT record _dmarc.news.example with the value: v=DMARC1; p=none")]
    public void A_missing_one_says_what_to_publish(DomainRecordPurpose purpose, string advice)
    {
        var record = Replace(purpose);
        Assert.Equal((DomainRecordStatus.Missing, null), (record.Status, record.CurrentValue));
        Assert.StartsWith(advice, record.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DomainRecordPurpose.Dkim, "v=DKIM1; k=rsa; p=AAAA", "another one")]
    [InlineData(DomainRecordPurpose.Dkim, "v=DKIM1; p=", "revoked")]
    [InlineData(DomainRecordPurpose.Spf, "v=spf1 ip4:192.0.2.1 -all", "change it to: v=spf1 ip4:192.0.2.1 include:spf.host.example -all")]
    [InlineData(DomainRecordPurpose.Spf, "v=spf1 include:spf.host.example +all", "lets everybody send")]
    [InlineData(DomainRecordPurpose.Spf, "v=spf1 include:spf.host.example all", "lets everybody send")]
    [InlineData(DomainRecordPurpose.Spf, "v=spf1 -include:spf.host.example ~all", "lacks include:spf.host.example")]
    [InlineData(DomainRecordPurpose.Spf, "v=spf1 redirect=_spf.other.example", "change it to: v=spf1 include:_spf.other.example include:spf.host.example ~all")]
    [InlineData(DomainRecordPurpose.Dmarc, "v=DMARC1; rua=mailto:a@b.example", "p=none")]
    [InlineData(DomainRecordPurpose.Dmarc, "v=DMARC1; p=soft", "p=none")]
    public void A_wrong_one_shows_what_stands_there_and_what_to_change(DomainRecordPurpose purpose, string published, string advice)
    {
        var record = Replace(purpose, published);
        Assert.Equal((DomainRecordStatus.Mismatch, published), (record.Status, record.CurrentValue));
        Assert.Contains(advice, record.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DomainRecordPurpose.Spf, "v=spf1 ip4:192.0.2.1 include:spf.host.example -all")]
    [InlineData(DomainRecordPurpose.Spf, "V=SPF1 INCLUDE:SPF.HOST.EXAMPLE ?all")]
    [InlineData(DomainRecordPurpose.Dmarc, "v=DMARC1; p=reject; rua=mailto:dmarc@news.example")]
    [InlineData(DomainRecordPurpose.Dmarc, "v=DMARC1;p=quarantine")]
    public void One_that_says_the_same_in_other_words_will_do(DomainRecordPurpose purpose, string published) =>
        Assert.Equal(DomainRecordStatus.Ok, Replace(purpose, published).Status);

    [Fact]
    public void A_folded_key_in_another_order_will_do() => Assert.Equal(DomainRecordStatus.Ok, Check(DomainRecordPurpose.Dkim, (dns, record) =>
    {
        var key = record.ExpectedValue.Split("p=")[1];
        dns.Remove(record.Name).AddText(record.Name, $"p={key[..80]} {key[80..]} ; t=s");
    }).Status);

    [Fact]
    public void Other_texts_at_the_name_of_SPF_do_not_disturb() =>
        Assert.Equal(DomainRecordStatus.Ok, Check(DomainRecordPurpose.Spf, (dns, record) => dns.AddText(record.Name, "google-site-verification=abc")).Status);

    [Theory]
    [InlineData(DomainRecordPurpose.Spf, "v=spf1 mx -all", "merge them into: v=spf1 include:spf.host.example mx -all")]
    [InlineData(DomainRecordPurpose.Dmarc, "v=DMARC1; p=reject", "keep one")]
    [InlineData(DomainRecordPurpose.Dkim, "v=DKIM1; p=AAAA", "delete the others")]
    public void Two_of_a_kind_are_one_too_many(DomainRecordPurpose purpose, string second, string advice)
    {
        var record = Check(purpose, (dns, record) => dns.AddText(record.Name, second));
        Assert.Equal(DomainRecordStatus.Mismatch, record.Status);
        Assert.Contains(advice, record.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounces_must_come_back_to_us()
    {
        var missing = Check(DomainRecordPurpose.ReturnPathMx, (dns, record) => dns.RemoveExchangers(record.Name));
        Assert.Equal(DomainRecordStatus.Missing, missing.Status);
        var other = Check(DomainRecordPurpose.ReturnPathMx, (dns, record) => dns.AddMx(record.Name, 5, "mx.elsewhere.example"));
        Assert.Equal(DomainRecordStatus.Mismatch, other.Status);
        Assert.Contains("10 bounces.host.example", other.Advice, StringComparison.Ordinal);
        var same = Check(DomainRecordPurpose.ReturnPathMx, (dns, record) => dns.RemoveExchangers(record.Name).AddMx(record.Name, 50, "BOUNCES.host.example."));
        Assert.Equal(DomainRecordStatus.Ok, same.Status);
    }

    [Fact]
    public void A_DMARC_policy_of_the_domain_above_covers_it()
    {
        using var world = new SmallWorld(withDomain: false);
        var domain = world.Ask(client => client.Domains.CreateAsync("letters.harbour.example"));
        world.World.Dns.Publish(domain).Remove("_dmarc.letters.harbour.example").AddText("_dmarc.harbour.example", "v=DMARC1; p=reject");
        domain = world.Ask(client => client.Domains.VerifyAsync("letters.harbour.example"));
        Assert.Equal(DomainStatus.Verified, domain.Status);
        Assert.Equal("v=DMARC1; p=reject", domain.Records[^1].CurrentValue);
    }

    [Theory]
    [InlineData("v=DMARC1; p=reject")]
    [InlineData("v=DMARC1; p=quarantine", "v=DMARC1; p=none", "v=DMARC1; p=quarantine")]
    [InlineData("v=DMARC1; p=none; psd=n", "v=DMARC1; p=none; psd=n", "v=DMARC1; p=quarantine")]
    [InlineData("v=DMARC1; p=none", "v=DMARC1; p=none", "v=DMARC1; p=reject; psd=y")]
    [InlineData("v=DMARC1; p=reject; psd=y")]
    public void The_policy_of_the_highest_domain_counts_unless_that_is_a_registry_s_or_one_below_stands_for_itself(string expected, string? below = null, string? highest = null)
    {
        using var world = new SmallWorld(withDomain: false);
        var domain = world.Ask(client => client.Domains.CreateAsync("letters.north.harbour.example"));
        var dns = world.World.Dns.Publish(domain).Remove("_dmarc.letters.north.harbour.example").AddText("_dmarc.example", "v=DMARC1; p=none; psd=y");
        dns.AddText("_dmarc.north.harbour.example", below ?? "v=spf1 -all").AddText("_dmarc.harbour.example", highest ?? expected);
        domain = world.Ask(client => client.Domains.VerifyAsync("letters.north.harbour.example"));
        Assert.Equal((DomainStatus.Verified, expected), (domain.Status, domain.Records[^1].CurrentValue));
    }

    [Fact]
    public void A_wildcard_s_text_is_neither_a_key_nor_a_policy()
    {
        const string Wildcard = "v=spf1 include:spf.host.example -all";
        Assert.All([DomainRecordPurpose.Dkim, DomainRecordPurpose.Dmarc], purpose =>
        {
            var record = Replace(purpose, Wildcard);
            Assert.Equal((DomainRecordStatus.Missing, null), (record.Status, record.CurrentValue));
            Assert.StartsWith($"publish a TXT record {record.Name}", record.Advice, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(DnsStatus.ServerFailure)]
    [InlineData(DnsStatus.Timeout)]
    public void A_DNS_that_does_not_answer_says_nothing(DnsStatus failure)
    {
        var record = Check(DomainRecordPurpose.Dkim, (dns, record) => dns.Fail(record.Name, failure));
        Assert.Equal(DomainRecordStatus.Unknown, record.Status);
        Assert.Contains("asked again", record.Advice, StringComparison.Ordinal);
    }
}
