using System.Net;
using Ses.Dns;
using Ses.Smtp.Resolving;

namespace Ses.Smtp.Tests.Dns;

/// <summary>Behaviours 38 to 46 as the resolver sees them.</summary>
public sealed class WhenTheDnsAnswers
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DnsFault.ServerFailure, DnsStatus.ServerFailure)]
    [InlineData(DnsFault.Refused, DnsStatus.ServerFailure)]
    [InlineData(DnsFault.Garbage, DnsStatus.ServerFailure)]
    [InlineData(DnsFault.Mute, DnsStatus.Timeout)]
    internal async Task Each_failure_is_told_apart_and_is_for_a_while_only(DnsFault fault, DnsStatus expected)
    {
        await using var dns = ScriptedDns.Start().Fail("broken.test", fault);
        var resolver = Resolver(dns);

        Assert.Equal(expected, (await resolver.GetMxAsync("broken.test", Token)).Status);
        Assert.Equal(expected, (await resolver.GetTxtAsync("broken.test", Token)).Status);
        Assert.Equal(expected, (await resolver.GetAddressesAsync("broken.test", Token)).Status);

        // It is not kept: the next question goes out again.
        dns.Fail("broken.test", DnsFault.None).AddMx("broken.test", 10, "mx.broken.test");
        Assert.Equal(DnsStatus.Found, (await resolver.GetMxAsync("broken.test", Token)).Status);
    }

    [Fact]
    public async Task A_server_that_is_not_there_says_nothing_about_the_name()
    {
        var resolver = new DnsClientResolver([new IPEndPoint(IPAddress.Loopback, Judges.FreePort.Find())], TimeSpan.FromSeconds(1));

        Assert.Contains((await resolver.GetMxAsync("site.test", Token)).Status, new[] { DnsStatus.Timeout, DnsStatus.ServerFailure });
    }

    [Fact]
    public async Task What_does_not_exist_and_what_has_no_such_record_are_two_things()
    {
        await using var dns = ScriptedDns.Start().AddAddress("only-a.test", "192.0.2.1").AddAddress("only-aaaa.test", "2001:db8::1").AddTxt("only-txt.test", "x");
        var resolver = Resolver(dns);

        Assert.Equal(DnsStatus.NoSuchName, (await resolver.GetMxAsync("nobody.test", Token)).Status);
        Assert.Equal(DnsStatus.NoRecords, (await resolver.GetMxAsync("only-a.test", Token)).Status);
        Assert.Equal(DnsStatus.NoSuchName, (await resolver.GetAddressesAsync("nobody.test", Token)).Status);
        Assert.Equal(DnsStatus.NoRecords, (await resolver.GetAddressesAsync("only-txt.test", Token)).Status);
        Assert.Equal([IPAddress.Parse("192.0.2.1")], (await resolver.GetAddressesAsync("only-a.test", Token)).Records);
        Assert.Equal([IPAddress.Parse("2001:db8::1")], (await resolver.GetAddressesAsync("only-aaaa.test", Token)).Records);
    }

    [Fact]
    public async Task A_label_of_more_than_63_octets_cannot_exist()
    {
        await using var dns = ScriptedDns.Start();

        Assert.Equal(DnsStatus.NoSuchName, (await Resolver(dns).GetMxAsync(new string('a', 64) + ".test", Token)).Status);
        Assert.Empty(dns.Questions);
    }

    [Fact]
    public async Task Aliases_are_followed_and_told()
    {
        await using var dns = ScriptedDns.Start()
            .AddAlias("mx.site.test", "mx.hosted.test", ttl: 60).AddAlias("mx.hosted.test", "node7.hosted.test").AddAddress("node7.hosted.test", "192.0.2.7");

        var answer = await Resolver(dns).GetAddressesAsync("mx.site.test", Token);

        Assert.Equal([IPAddress.Parse("192.0.2.7")], answer.Records);
        Assert.Equal(["mx.hosted.test", "node7.hosted.test"], answer.Aliases);
        Assert.Equal(TimeSpan.FromSeconds(60), answer.TimeToLive);
    }

    [Fact]
    public async Task An_alias_that_comes_alone_is_asked_for_and_a_circle_is_left()
    {
        await using var dns = ScriptedDns.Start()
            .AddAlias("key._domainkey.site.test", "key.hosted.test").Fail("key._domainkey.site.test", DnsFault.AliasOnly).AddTxt("key.hosted.test", "v=DKIM1; p=x")
            .AddAlias("a.test", "b.test").AddAlias("b.test", "a.test").Fail("a.test", DnsFault.AliasOnly).Fail("b.test", DnsFault.AliasOnly);
        var resolver = Resolver(dns);

        var key = await resolver.GetTxtAsync("key._domainkey.site.test", Token);

        Assert.Equal(["v=DKIM1; p=x"], key.Records);
        Assert.Equal(["key.hosted.test"], key.Aliases);
        Assert.Equal(DnsStatus.ServerFailure, (await resolver.GetTxtAsync("a.test", Token)).Status);
    }

    [Fact]
    public async Task An_answer_cut_short_is_asked_for_again_over_TCP()
    {
        await using var dns = ScriptedDns.Start().Fail("large.test", DnsFault.Truncated);
        for (var i = 0; i < 30; i++)
            dns.AddMx("large.test", 10, $"a-rather-long-name-of-an-exchanger-{i}.large.test");

        var answer = await Resolver(dns).GetMxAsync("large.test", Token);

        Assert.Equal(30, answer.Records.Count);
        Assert.Equal(["udp large.test 15", "tcp large.test 15"], dns.Questions);
    }

    [Fact]
    public async Task Strings_of_a_text_are_joined_without_spaces()
    {
        await using var dns = ScriptedDns.Start().AddTxt("long.test", new string('a', 255), new string('b', 255), "c d").AddTxt("long.test", "v=spf1 -all").AddTxt("long.test", "v=spf1 ~all");

        var answer = await Resolver(dns).GetTxtAsync("long.test", Token);

        Assert.Equal([new string('a', 255) + new string('b', 255) + "c d", "v=spf1 -all", "v=spf1 ~all"], answer.Records);
    }

    [Fact]
    public async Task Case_and_a_trailing_dot_make_no_difference()
    {
        await using var dns = ScriptedDns.Start().AddMx("site.test", 10, "MX.Site.Test.");
        var resolver = Resolver(dns);

        Assert.Equal([new MxHost(10, "MX.Site.Test")], (await resolver.GetMxAsync("SITE.test.", Token)).Records);
    }

    [Fact]
    public async Task The_null_exchanger_is_told_as_it_is_served()
    {
        await using var dns = ScriptedDns.Start().AddMx("null.test", 0, ".");

        Assert.Equal([new MxHost(0, ".")], (await Resolver(dns).GetMxAsync("null.test", Token)).Records);
    }

    [Fact]
    public async Task An_answer_is_kept_for_its_time_and_not_at_all_where_that_is_zero()
    {
        await using var dns = ScriptedDns.Start().AddMx("kept.test", 10, "mx.test").AddMx("fleeting.test", 10, "mx1.test", ttl: 0);
        var resolver = Resolver(dns);

        await resolver.GetMxAsync("kept.test", Token);
        var kept = await resolver.GetMxAsync("kept.test", Token);
        await resolver.GetMxAsync("fleeting.test", Token);
        dns.Remove("fleeting.test", ScriptedDns.Mx).AddMx("fleeting.test", 10, "mx2.test", ttl: 0);
        var changed = await resolver.GetMxAsync("fleeting.test", Token);

        Assert.Equal(TimeSpan.FromSeconds(300), kept.TimeToLive);
        Assert.Equal([new MxHost(10, "mx2.test")], changed.Records);
        Assert.Equal(1, dns.Questions.Count(question => question.Contains("kept.test", StringComparison.Ordinal)));
        Assert.Equal(2, dns.Questions.Count(question => question.Contains("fleeting.test", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_address_has_a_name()
    {
        await using var dns = ScriptedDns.Start().AddPtr("1.2.0.192.in-addr.arpa", "mx.site.test");

        Assert.Equal(["mx.site.test"], (await Resolver(dns).GetNamesAsync(IPAddress.Parse("192.0.2.1"), Token)).Records);
    }

    internal static DnsClientResolver Resolver(ScriptedDns dns) => new([dns.EndPoint], TimeSpan.FromSeconds(2));
}
