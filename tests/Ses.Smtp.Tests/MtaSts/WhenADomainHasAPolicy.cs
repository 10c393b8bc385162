using System.Net;
using Ses.Delivery;
using Ses.Dns;
using Ses.Judges;
using Ses.Primitives;
using Ses.Smtp.Tests.Hostile;
using Ses.Testing;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.MtaSts;

/// <summary>RFC 8461, and behaviour 37.</summary>
public sealed class WhenADomainHasAPolicy : IAsyncDisposable
{
    private const string Enforce = "version: STSv1\r\nmode: enforce\r\nmx: mx.site.test\r\nmx: *.hosted.test\r\nmax_age: 604800\r\n";
    private const string Sealed = $"{TlsHello}\n> 220 go\nstarttls\n{HelloAgain}\n{Mails}";

    private readonly VirtualClock _clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryDns _dns = new();
    private readonly PolicyServer _https = new(TestAuthority.For("mta-sts.site.test"));
    private readonly SmtpOptions _options = new() { AllowPrivateExchangers = true };
    private readonly IMtaStsPolicies _policies;

    public WhenADomainHasAPolicy()
    {
        _options.TrustedRoots.Add(TestAuthority.Root);
        _dns.AddText("_mta-sts.site.test", "v=STSv1; id=20260301;").AddAddress("mta-sts.site.test", IPAddress.Loopback);
        foreach (var host in new[] { "mx.site.test", "other.test", "mx7.hosted.test" })
            _dns.AddAddress(host, IPAddress.Loopback);
        _https.Serve(Enforce);
        _policies = Postman.Policies(_options, _dns, _clock, _https.Port);
    }

    [Fact]
    public async Task It_is_fetched_once_from_its_place_and_kept()
    {
        var policy = await FindAsync();
        await FindAsync();

        Assert.Equal(("20260301", MtaStsMode.Enforce, TimeSpan.FromDays(7)), (policy!.Id, policy.Mode, policy.MaxAge));
        Assert.Equal(["mx.site.test", "*.hosted.test"], policy.Exchangers);
        Assert.Equal(1, _https.Requests);
        Assert.StartsWith("GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: mta-sts.site.test\r\n", _https.LastRequest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_who_ask_at_once_are_one_question()
    {
        var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => FindAsync())).Soon();

        Assert.All(found, policy => Assert.NotNull(policy));
        Assert.Equal(1, _https.Requests);
    }

    [Theory]
    [InlineData("301 Moved Permanently", "text/plain", "Location: https://mta-sts.site.test/elsewhere\r\n")]
    [InlineData("404 Not Found", "text/plain", "")]
    [InlineData("200 OK", "text/html", "")]
    public async Task What_is_not_served_as_it_should_be_is_none(string status, string type, string more)
    {
        _https.Serve(Enforce, status, type, more);

        Assert.Null(await FindAsync());
        Assert.Equal(1, _https.Requests);
    }

    [Fact]
    public async Task A_file_of_more_than_64_KiB_is_none()
    {
        _https.Serve(Enforce + string.Concat(Enumerable.Repeat("x: y\r\n", 11_000)));

        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task A_certificate_that_is_not_valid_means_none()
    {
        foreach (var certificate in new[] { TestAuthority.SelfSignedFor("mta-sts.site.test"), TestAuthority.ExpiredFor("mta-sts.site.test"), TestAuthority.For("site.test") })
        {
            await using var https = new PolicyServer(certificate);
            https.Serve(Enforce);

            Assert.Null(await Postman.Policies(_options, _dns, _clock, https.Port).FindAsync(DomainName.Parse("site.test"), CancellationToken.None).AsTask().Soon());
            Assert.Equal(0, https.Requests);
        }
    }

    [Fact]
    public async Task A_server_in_a_private_network_is_not_asked()
    {
        _options.AllowPrivateExchangers = false;

        Assert.Null(await FindAsync());
        Assert.Equal(0, _https.Requests);
    }

    [Theory]
    [InlineData("v=STSv1; id=1;", "v=STSv1; id=2;")]
    [InlineData("v=STSv1;")]
    [InlineData("v=STSv1; id=not-alnum!;")]
    [InlineData("v=STSv2; id=1;")]
    [InlineData("v=spf1 -all")]
    public async Task Without_exactly_one_valid_record_there_is_none(params string[] records)
    {
        _dns.Remove("_mta-sts.site.test");
        foreach (var record in records)
            _dns.AddText("_mta-sts.site.test", record);

        Assert.Null(await FindAsync());
        Assert.Equal(0, _https.Requests);
    }

    [Fact]
    public async Task Another_id_fetches_anew_and_a_failing_fetch_keeps_the_old_one()
    {
        await FindAsync();
        _dns.Remove("_mta-sts.site.test").AddText("_mta-sts.site.test", "v=STSv1; id=20260302");
        _https.Serve("gone", "500 Oops");
        _clock.Advance(TimeSpan.FromMinutes(11));
        var kept = await FindAsync();
        _https.Serve(Enforce.Replace("enforce", "testing", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromMinutes(11));
        var renewed = await FindAsync();

        Assert.Equal(("20260301", MtaStsMode.Enforce), (kept!.Id, kept.Mode));
        Assert.Equal(("20260302", MtaStsMode.Testing), (renewed!.Id, renewed.Mode));
        Assert.Equal(3, _https.Requests);
    }

    [Fact]
    public async Task It_holds_for_its_age_whatever_the_DNS_says_and_no_longer()
    {
        await FindAsync();
        _dns.Fail("_mta-sts.site.test", DnsStatus.ServerFailure);
        _clock.Advance(TimeSpan.FromDays(3));
        Assert.NotNull(await FindAsync());
        _dns.Fail("_mta-sts.site.test", DnsStatus.Found).Remove("_mta-sts.site.test");
        _clock.Advance(TimeSpan.FromDays(3));
        Assert.NotNull(await FindAsync());
        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task A_policy_server_that_says_nothing_holds_mail_up_for_half_a_minute_at_most()
    {
        _https.Answer = null;

        var finding = FindAsync();
        await Eventually.Holds(() => _https.Requests == 1);

        Assert.Null(await finding.ThatEndsAfter(TimeSpan.FromSeconds(30), _clock));
    }

    [Theory]
    [InlineData("mx.site.test", true)]
    [InlineData("MX.site.test.", true)]
    [InlineData("mx7.hosted.test", true)]
    [InlineData("a.b.hosted.test", false)]
    [InlineData("hosted.test", false)]
    [InlineData("evilhosted.test", false)]
    [InlineData("mx.site.test.evil.test", false)]
    public async Task It_names_hosts_and_a_wildcard_is_one_label(string host, bool isAllowed) => Assert.Equal(isAllowed, (await FindAsync())!.Allows(host));

    [Theory]
    [InlineData("version: STSv1\nmode: none\nmax_age: 60", true)]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.test\nmx: b.test\nunknown: x\nmax_age: 99999999999", true)]
    [InlineData("version: STSv1\nmode: testing\nmode: enforce\nmx: a.test\nmax_age: 60", true)]
    [InlineData("version: STSv2\nmode: enforce\nmx: a.test\nmax_age: 60", false)]
    [InlineData("version: STSv1\nmode: strict\nmx: a.test\nmax_age: 60", false)]
    [InlineData("version: STSv1\nmode: enforce\nmax_age: 60", false)]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.*.test\nmax_age: 60", false)]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.test\nmax_age: -1", false)]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.test", false)]
    [InlineData("", false)]
    public void A_file_is_read_as_RFC_8461_says(string file, bool isValid) => Assert.Equal(isValid, Smtp.MtaSts.PolicyText.ReadPolicy("1", file) is not null);

    [Fact]
    public async Task Enforced_mail_goes_to_a_named_host_with_a_valid_certificate()
    {
        await using var server = HostileServer.Start(new HostileServer.Settings { Certificate = TestAuthority.For("mx.site.test") }, Sealed);

        Assert.True((await SendAsync(server, "mx.site.test")).IsAccepted().Tls!.IsVerified);
    }

    [Theory]
    [InlineData("mx.site.test", "wrong.test", Sealed, "it is for another name")]
    [InlineData("mx.site.test", "mx.site.test", $"{Hello}\n{Mails}", "does not offer STARTTLS")]
    [InlineData("mx.site.test", "mx.site.test", $"{TlsHello}\n> 454 4.7.0 not now", "454")]
    [InlineData("mx.site.test", "mx.site.test", $"{TlsHello}\n> 220 go\nclose", "handshake failed")]
    [InlineData("other.test", "other.test", Sealed, "names none of its exchangers (other.test)")]
    public async Task Enforced_mail_waits_otherwise(string host, string certificate, string script, string why)
    {
        await using var server = HostileServer.Start(new HostileServer.Settings { Certificate = TestAuthority.For(certificate) }, script);

        Assert.Contains(why, (await SendAsync(server, host)).IsUnreachable().Reason, StringComparison.Ordinal);

        Assert.Empty(server.Mails);
    }

    [Theory]
    [InlineData("mx.site.test", $"{Hello}\n{Mails}")]
    [InlineData("mx.site.test", Sealed)]
    [InlineData("other.test", Sealed)]
    public async Task Testing_never_fails_mail(string host, string script)
    {
        _https.Serve(Enforce.Replace("enforce", "testing", StringComparison.Ordinal));
        await using var server = HostileServer.Start(new HostileServer.Settings { Certificate = TestAuthority.For("wrong.test") }, script);

        (await SendAsync(server, host)).IsAccepted();
    }

    [Fact]
    public async Task Of_several_exchangers_the_named_ones_are_tried()
    {
        await using var server = HostileServer.Start(new HostileServer.Settings { Certificate = TestAuthority.For("mx7.hosted.test") }, Sealed);

        Assert.Equal($"mx7.hosted.test:{server.Port}", (await SendAsync(server, "other.test", "mx7.hosted.test")).IsAccepted().RemoteHost);
        Assert.Single(server.Sessions);
    }

    [Fact]
    public async Task Mail_to_relays_is_no_concern_of_it()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        using var postman = NewPostman();

        (await postman.SendAsync(new Route([new("127.0.0.1", server.Port)], "sender.test", null, "x"), "b@site.test").Soon()).IsAccepted();
        Assert.Equal(0, _https.Requests);
    }

    public ValueTask DisposeAsync() => _https.DisposeAsync();

    private Task<MtaStsPolicy?> FindAsync() => _policies.FindAsync(DomainName.Parse("site.test"), CancellationToken.None).AsTask();

    private async Task<TransportReply> SendAsync(HostileServer server, params string[] hosts)
    {
        using var postman = NewPostman();
        return await postman.SendAsync(hosts, server.Port).Soon();
    }

    private Postman NewPostman() => new(options => options.TrustedRoots.Add(TestAuthority.Root), dns: _dns, policies: _policies);
}
