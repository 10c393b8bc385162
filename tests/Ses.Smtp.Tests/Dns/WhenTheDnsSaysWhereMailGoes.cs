using System.Net;
using Ses.Delivery;
using Ses.Delivery.Internal;
using Ses.Judges;
using Ses.Primitives;
using Ses.Smtp.Tests.Hostile;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.Dns;

/// <summary>Behaviours 38 to 46 from the domain to the server: the DNS, the route and the transport together.</summary>
public sealed class WhenTheDnsSaysWhereMailGoes : IAsyncDisposable
{
    private readonly ScriptedDns _dns = ScriptedDns.Start();
    private readonly int _port = FreePort.Find();
    private readonly List<HostileServer> _servers = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_domain_that_does_not_exist_fails_at_once()
    {
        var plan = Assert.IsType<RoutePlan.NoRoute>(await PlanAsync("nobody.test"));

        Assert.Equal((550, "5.1.2"), (plan.Reply.Code, plan.Reply.EnhancedCode));
    }

    [Theory]
    [InlineData(DnsFault.ServerFailure)]
    [InlineData(DnsFault.Refused)]
    [InlineData(DnsFault.Mute)]
    internal async Task A_DNS_that_fails_puts_the_mail_off_and_no_address_is_tried_instead(DnsFault fault)
    {
        _dns.AddAddress("site.test", "127.0.1.1").Fail("site.test", fault);

        Assert.IsType<RoutePlan.Unknown>(await PlanAsync("site.test"));

        Assert.DoesNotContain(_dns.Questions, question => question.EndsWith($" {ScriptedDns.A}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.1.1")]
    [InlineData("::1")]
    public async Task Without_exchangers_the_domains_own_address_is_one(string address)
    {
        _dns.AddAddress("site.test", address);
        Serve(address);

        (await SendAsync("site.test")).IsAccepted();
    }

    [Fact]
    public async Task The_null_exchanger_fails_at_once_and_beside_a_real_one_it_is_left_out()
    {
        _dns.AddMx("null.test", 0, ".").AddMx("both.test", 0, ".").AddMx("both.test", 10, "mx.both.test").AddAddress("mx.both.test", "127.0.1.1");
        Serve("127.0.1.1");

        var plan = Assert.IsType<RoutePlan.NoRoute>(await PlanAsync("null.test"));

        Assert.Equal((556, "5.1.10"), (plan.Reply.Code, plan.Reply.EnhancedCode));
        (await SendAsync("both.test")).IsAccepted();
    }

    [Fact]
    public async Task An_exchanger_that_is_an_alias_works()
    {
        _dns.AddMx("site.test", 10, "mx.site.test").AddAlias("mx.site.test", "mx.hosted.test").AddAddress("mx.hosted.test", "127.0.1.1");
        Serve("127.0.1.1");

        (await SendAsync("site.test")).IsAccepted();
    }

    [Fact]
    public async Task Exchangers_without_an_address_are_passed_over_and_where_none_is_left_the_mail_waits()
    {
        _dns.AddMx("site.test", 10, "gone.test").AddMx("site.test", 20, "failing.test").Fail("failing.test", DnsFault.ServerFailure).AddMx("site.test", 30, "mx.site.test").AddAddress("mx.site.test", "127.0.1.1");
        _dns.AddMx("lost.test", 10, "gone.test");
        Serve("127.0.1.1");

        (await SendAsync("site.test")).IsAccepted();
        (await SendAsync("lost.test")).IsUnreachable("gone.test has no address");
    }

    [Fact]
    public async Task An_exchanger_named_by_its_address_is_dialed()
    {
        _dns.AddMx("site.test", 10, "127.0.1.1");
        Serve("127.0.1.1");

        (await SendAsync("site.test")).IsAccepted();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::1")]
    public async Task An_exchanger_on_this_host_or_in_a_private_network_is_refused(string address)
    {
        _dns.AddMx("site.test", 10, "mx.site.test").AddAddress("mx.site.test", address).AddMx("literal.test", 10, address);
        Serve("127.0.0.1");

        (await SendAsync("site.test", options => options.AllowPrivateExchangers = false)).IsUnreachable("smtp.AllowPrivateExchangers = true");
        (await SendAsync("literal.test", options => options.AllowPrivateExchangers = false)).IsUnreachable();

        Assert.Empty(_servers[0].Sessions);
    }

    [Fact]
    public async Task An_exchanger_that_bears_our_own_name_is_refused_and_a_public_one_beside_a_private_one_is_dialed()
    {
        _dns.AddMx("loop.test", 10, "Sender.Test").AddAddress("sender.test", "192.0.2.1");

        (await SendAsync("loop.test", options => options.AllowPrivateExchangers = false)).IsUnreachable("our own name");
    }

    [Fact]
    public async Task Equal_preferences_share_the_mail_and_a_worse_one_is_tried_after_both()
    {
        for (var i = 1; i <= 3; i++)
            _dns.AddMx("site.test", i < 3 ? 10 : 20, $"mx{i}.site.test").AddAddress($"mx{i}.site.test", $"127.0.1.{i}");
        var firsts = new HashSet<string>();
        for (var i = 0; i < 64; i++)
        {
            var hosts = Assert.IsType<RoutePlan.Found>(await PlanAsync("site.test")).Route.Targets.Select(target => target.Host).ToList();
            firsts.Add(hosts[0]);
            Assert.Equal("mx3.site.test", hosts[2]);
        }

        Serve("127.0.1.3");

        Assert.Equal(2, firsts.Count);
        (await SendAsync("site.test")).IsAccepted();
    }

    [Fact]
    public async Task Of_thirty_exchangers_some_are_tried()
    {
        for (var i = 1; i <= 30; i++)
            _dns.AddMx("site.test", i, $"mx{i}.site.test").AddAddress($"mx{i}.site.test", $"127.0.2.{i}");

        (await SendAsync("site.test")).IsUnreachable();

        Assert.InRange(_dns.Questions.Count(question => question.EndsWith($".site.test {ScriptedDns.A}", StringComparison.Ordinal)), 2, 10);
    }

    [Fact]
    public async Task A_family_that_does_not_work_here_costs_seconds_at_most()
    {
        _dns.AddMx("site.test", 10, "mx.site.test").AddAddress("mx.site.test", "2001:db8::1").AddAddress("mx.site.test", "127.0.1.1");
        _dns.AddMx("six.test", 10, "mx.six.test").AddAddress("mx.six.test", "2001:db8::1");
        Serve("127.0.1.1");

        (await SendAsync("site.test")).IsAccepted();
        (await SendAsync("six.test", options => options.Timeouts.Connect = TimeSpan.FromSeconds(2))).IsUnreachable();
    }

    [Fact]
    public async Task A_source_of_one_family_tries_no_address_of_the_other()
    {
        _dns.AddMx("six.test", 10, "mx.six.test").AddAddress("mx.six.test", "::1");
        Serve("::1");

        (await SendAsync("six.test", source: "127.0.0.2")).IsUnreachable("no address of the family of 127.0.0.2");

        Assert.Empty(_servers[0].Sessions);
    }

    [Fact]
    public async Task Sources_are_seen_as_such_by_the_server()
    {
        _dns.AddMx("site.test", 10, "mx.site.test").AddAddress("mx.site.test", "127.0.1.1");
        Serve("127.0.1.1");

        foreach (var source in new[] { "127.0.0.2", "127.0.0.3", "127.0.0.2" })
            Assert.Equal(source, (await SendAsync("site.test", source: source)).IsAccepted().SourceAddress);

        Assert.Equal(["127.0.0.2", "127.0.0.3", "127.0.0.2"], _servers[0].Sessions.Select(session => session.Client.ToString()));
    }

    [Fact]
    public async Task A_source_that_is_not_on_this_host_is_told_apart_and_fails_no_mail()
    {
        _dns.AddMx("site.test", 10, "mx.site.test").AddAddress("mx.site.test", "127.0.1.1");
        Serve("127.0.1.1");

        var reply = Assert.IsType<TransportReply.SourceUnavailable>(await SendAsync("site.test", source: "192.0.2.55"));

        Assert.Equal(IPAddress.Parse("192.0.2.55"), reply.Source);
        Assert.Contains("192.0.2.55 is not on this host", reply.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_that_change_between_tries_are_asked_for_again()
    {
        _dns.AddMx("site.test", 10, "mx1.site.test", ttl: 0).AddAddress("mx1.site.test", "127.0.1.9", ttl: 0);
        Serve("127.0.1.1");

        (await SendAsync("site.test")).IsUnreachable();
        _dns.Remove("mx1.site.test", ScriptedDns.A).AddAddress("mx1.site.test", "127.0.1.1", ttl: 0);

        (await SendAsync("site.test")).IsAccepted();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        await _dns.DisposeAsync();
    }

    private void Serve(string address) =>
        _servers.Add(HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Parse(address), Port = _port }, $"{Hello}\n{Mails}"));

    private async Task<RoutePlan> PlanAsync(string domain) =>
        RoutePlanner.ToMailExchangers(DomainName.Parse(domain), await WhenTheDnsAnswers.Resolver(_dns).GetMxAsync(domain, Token), _port, "sender.test", SesDice.Secure);

    private async Task<TransportReply> SendAsync(string domain, Action<SmtpOptions>? configure = null, string? source = null)
    {
        using var postman = new Postman(configure, dns: WhenTheDnsAnswers.Resolver(_dns));
        var route = Assert.IsType<RoutePlan.Found>(await PlanAsync(domain)).Route with { Source = source is null ? null : IPAddress.Parse(source) };
        return await postman.SendAsync(route, $"b@{domain}", cancellationToken: Token).Soon();
    }
}
