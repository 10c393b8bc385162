using System.Security.Cryptography;
using Ses.Domains;

namespace Ses.Tests.Domains;

public sealed class WhenADomainIsCreated
{
    [Fact]
    public void It_is_pending_and_may_not_send()
    {
        using var world = new SmallWorld(withDomain: false);
        var domain = world.Ask(client => client.Domains.CreateAsync("news.example"));

        Assert.Equal(DomainStatus.PendingVerification, domain.Status);
        var error = Assert.Single(Refused.Errors(() => world.Send("ada@reader.example")));
        Assert.Equal(("From", SesErrorCode.DomainNotVerified), (error.Field, error.Code));
        Assert.Contains("client.Domains.VerifyAsync(\"news.example\")", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, world.Total().Requests);
    }

    [Fact]
    public void Its_records_follow_from_who_we_are()
    {
        using var world = new SmallWorld(
            options =>
            {
                options.Identity.SendingIps.Add("192.0.2.7");
                options.Identity.SendingIps.Add("2001:db8::7");
                options.Identity.SpfInclude = "spf.host.example";
                options.Identity.ReturnPathMx = "bounces.host.example.";
                options.Domains.DkimSelector = "s2027";
            },
            withDomain: false);
        var records = world.Ask(client => client.Domains.CreateAsync("news.example")).Records;

        Assert.Equal(
            [
                (DomainRecordPurpose.Dkim, "TXT", "s2027._domainkey.news.example"),
                (DomainRecordPurpose.Spf, "TXT", "bounce.news.example"),
                (DomainRecordPurpose.ReturnPathMx, "MX", "bounce.news.example"),
                (DomainRecordPurpose.Dmarc, "TXT", "_dmarc.news.example"),
            ],
            records.Select(record => (record.Purpose, record.Type, record.Name)));
        Assert.StartsWith("v=DKIM1; k=rsa; p=", records[0].ExpectedValue, StringComparison.Ordinal);
        Assert.Equal("v=spf1 ip4:192.0.2.7 ip6:2001:db8::7 include:spf.host.example ~all", records[1].ExpectedValue);
        Assert.Equal("10 bounces.host.example", records[2].ExpectedValue);
        Assert.Equal("v=DMARC1; p=none", records[3].ExpectedValue);
        Assert.All(records, record => Assert.Equal((DomainRecordStatus.NotChecked, null), (record.Status, record.CurrentValue)));
    }

    [Fact]
    public void What_we_do_not_say_about_ourselves_is_not_demanded()
    {
        using var world = new SmallWorld(withDomain: false);
        var domain = world.Ask(client => client.Domains.CreateAsync("news.example"));
        Assert.Equal([DomainRecordPurpose.Dkim, DomainRecordPurpose.Dmarc], domain.Records.Select(record => record.Purpose));
    }

    [Fact]
    public void Without_a_return_path_of_its_own_the_domain_itself_needs_SPF()
    {
        using var world = new SmallWorld(options => options.Identity.SpfInclude = "spf.host.example", withDomain: false);
        var spf = Assert.Single(world.Ask(client => client.Domains.CreateAsync("news.example")).Records, record => record.Purpose == DomainRecordPurpose.Spf);
        Assert.Equal(("news.example", "v=spf1 include:spf.host.example ~all"), (spf.Name, spf.ExpectedValue));
    }

    [Fact]
    public void Its_DKIM_key_has_2048_bits()
    {
        using var world = new SmallWorld(options => options.Domains.DkimKeyBits = new SesOptions().Domains.DkimKeyBits, withDomain: false);
        var domain = world.Ask(client => client.Domains.CreateAsync("news.example"));
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(domain.Records[0].ExpectedValue.Split("p=")[1]), out _);
        Assert.Equal(2048, key.KeySize);
    }

    [Fact]
    public void A_domain_that_receives_mail_or_has_SPF_is_warned_of()
    {
        using var world = new SmallWorld(withDomain: false);
        world.World.Dns.AddMx("corp.example", 10, "mx.office.example").AddText("corp.example", "v=spf1 include:office.example -all");
        world.World.Dns.AddMx("silent.example", 0, ".");

        var warnings = world.Ask(client => client.Domains.CreateAsync("corp.example")).Warnings;
        Assert.Equal(2, warnings.Count);
        Assert.Contains("mx.office.example", warnings[0], StringComparison.Ordinal);
        Assert.Contains("v=spf1 include:office.example -all", warnings[1], StringComparison.Ordinal);
        Assert.Contains("null MX", Assert.Single(world.Ask(client => client.Domains.CreateAsync("silent.example")).Warnings), StringComparison.Ordinal);
        Assert.Empty(world.Ask(client => client.Domains.CreateAsync("news.example")).Warnings);
    }

    [Fact]
    public void The_warning_names_a_domain_below_which_will_do()
    {
        using var world = new SmallWorld(withDomain: false);
        world.World.Dns.AddMx("corp.example", 10, "mx.office.example").AddText("sender.example", "v=spf1 mx -all").AddMx("mail.corp.example", 10, "mx.office.example");

        Assert.Contains("client.Domains.CreateAsync(\"mail.corp.example\")", Warning("corp.example"), StringComparison.Ordinal);
        Assert.Contains("such as mail.sender.example", Warning("sender.example"), StringComparison.Ordinal);
        Assert.Contains("client.Domains.CreateAsync(\"news.mail.corp.example\")", Warning("mail.corp.example"), StringComparison.Ordinal);
        Assert.Empty(world.Ask(client => client.Domains.CreateAsync("mail.sender.example")).Warnings);

        string Warning(string name) => Assert.Single(world.Ask(client => client.Domains.CreateAsync(name)).Warnings);
    }

    [Fact]
    public void A_second_one_is_refused_and_told_that_names_do_not_change()
    {
        using var world = new SmallWorld();
        var error = Refused.By(() => world.Ask(client => client.Domains.CreateAsync("NEWS.example.")));
        Assert.Equal(SesErrorCode.AlreadyExists, error.Code);
        Assert.Contains("cannot be renamed", error.Message, StringComparison.Ordinal);
        Assert.Contains("delete it, then create it", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("a..example")]
    [InlineData("-a.example")]
    [InlineData("under_score.example")]
    [InlineData("user@news.example")]
    [InlineData("news.example/path")]
    [InlineData("news.example\r\nx")]
    [InlineData("192.0.2.1")]
    public void A_name_that_is_none_is_refused_by_its_field(string name)
    {
        using var world = new SmallWorld(withDomain: false);
        var error = Assert.Single(Refused.Errors(() => world.Ask(client => client.Domains.CreateAsync(name))));
        Assert.Equal(("name", SesErrorCode.Invalid), (error.Field, error.Code));
    }

    [Fact]
    public void A_name_with_other_letters_is_kept_in_A_labels()
    {
        using var world = new SmallWorld(withDomain: false);
        var domain = world.Ask(client => client.Domains.CreateAsync("Bücher.example"));
        Assert.Equal(("xn--bcher-kva.example", "bücher.example"), (domain.Name.Value, domain.Name.Unicode));
        Assert.NotNull(world.Ask(client => client.Domains.FindAsync("bücher.EXAMPLE")));
    }

    [Fact]
    public void The_DNS_that_does_not_answer_holds_nothing_up()
    {
        using var world = new SmallWorld(withDomain: false);
        world.World.Dns.Fail("news.example", Ses.Dns.DnsStatus.ServerFailure);
        Assert.Empty(world.Ask(client => client.Domains.CreateAsync("news.example")).Warnings);
    }
}
