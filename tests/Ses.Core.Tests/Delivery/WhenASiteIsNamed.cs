using System.Net;
using CsCheck;
using Ses.Delivery;
using Ses.Delivery.Internal;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Core.Tests.Delivery;

public sealed class WhenASiteIsNamed
{
    private static readonly ProviderTable Shipped = new([]);

    [Theory]
    [InlineData("gmail-smtp-in.l.google.com", "google")]
    [InlineData("ALT1.ASPMX.L.GOOGLE.COM", "google")]
    [InlineData("example-com.mail.protection.outlook.com", "microsoft")]
    [InlineData("mta5.am0.yahoodns.net", "yahoo")]
    [InlineData("mx01.mail.icloud.com", "icloud")]
    [InlineData("mx3.qq.com", "qq")]
    [InlineData("163mx01.mxmail.netease.com", "netease")]
    [InlineData("mxn.mxhichina.com", "aliyun")]
    [InlineData("mx1.comcast.net", "comcast")]
    [InlineData("mx00.gmx.net", "gmx")]
    [InlineData("mx.example.org", "default")]
    [InlineData("notgoogle.com", "default")]
    public void A_provider_is_known_by_its_mail_exchangers(string host, string provider) => Assert.Equal(provider, Shipped.Find(host).Name);

    [Fact]
    public void Every_shipped_profile_has_sound_numbers_and_rules()
    {
        foreach (var name in new[] { "default", "google", "microsoft", "yahoo", "icloud", "qq", "netease", "aliyun", "comcast", "gmx" })
        {
            var profile = Shipped.Named(name);
            Assert.Equal(name, profile.Name);
            Assert.True(profile is { MaxConnections: > 0, MaxMessagesPerConnection: > 0 });
            Assert.NotEmpty(profile.Rules);
            Assert.All(profile.Rules, rule => Assert.True(rule.For > TimeSpan.Zero && rule.Threshold >= 1 && rule.Within > TimeSpan.Zero && rule.MaxConnections >= 1));
        }
    }

    [Fact]
    public void The_hosts_own_profile_stands_in_place_of_the_shipped_one()
    {
        var table = new ProviderTable([new() { Name = "google", MxSuffixes = ["google.com"], MaxConnections = 99 }, new() { Name = "ours", MxSuffixes = ["example.org"] }]);
        Assert.Equal(99, table.Find("gmail-smtp-in.l.google.com").MaxConnections);
        Assert.Equal("ours", table.Find("mx.example.org").Name);
    }

    [Fact]
    public void Domains_with_the_same_exchangers_are_one_site_in_whatever_order_they_come()
    {
        RouteTarget[] targets = [new("mx1.example.org"), new("MX2.example.org")];
        Assert.Equal(SiteName.Of(targets, Shipped.Default), SiteName.Of([.. targets.Reverse()], Shipped.Default));
        Assert.NotEqual(SiteName.Of(targets, Shipped.Default), SiteName.Of([targets[0]], Shipped.Default));
        Assert.True(SiteName.Of([.. Enumerable.Range(0, 30).Select(i => new RouteTarget($"mx{i}.a-rather-long-name.example.org"))], Shipped.Default).Length < 255);
    }

    [Fact]
    public void A_recipient_sees_the_same_source_and_when_one_goes_only_its_own_recipients_see_another() =>
        Gen.Select(Gen.Int[2, 12], Gen.Int[0, 1_000_000]).Sample((count, number) =>
        {
            var sources = Enumerable.Range(1, count).Select(i => new SourceAddress { Address = IPAddress.Parse($"192.0.2.{i}") }).ToList();
            var recipient = AddressHash.Of(EmailAddress.Parse($"reader{number}@example.net"));
            var chosen = SourceChooser.Choose(sources, recipient);
            Assert.Equal(chosen, SourceChooser.Choose([.. sources.AsEnumerable().Reverse()], recipient));
            var other = sources.First(source => source != chosen);
            Assert.Equal(chosen, SourceChooser.Choose([.. sources.Where(source => source != other)], recipient));
        }, iter: 500);

    [Theory]
    [InlineData("google", 421, "4.7.28", "Our system has detected an unusual rate", ShapingAction.SuspendSite)]
    [InlineData("yahoo", 421, "4.7.0", "[TSS05] Messages temporarily deferred", ShapingAction.SuspendSite)]
    [InlineData("netease", 421, null, "Too many connections", ShapingAction.FewerConnections)]
    public void Shipped_rules_read_what_providers_say(string provider, int code, string? enhanced, string text, ShapingAction action) =>
        Assert.Contains(ShapingPolicy.Matching(Shipped.Named(provider).Rules, provider, new(code, enhanced, text)), rule => rule.Action == action);

    [Fact]
    public void A_550_of_QQ_about_frequency_is_about_pace()
    {
        var rules = ShapingPolicy.Matching(Shipped.Named("qq").Rules, "qq", new SmtpReplyFact(550, null, "Ip frequency limited [abc]"));
        Assert.Contains(rules, rule => rule is { IsTemporary: true, Action: ShapingAction.SuspendSite });
        Assert.DoesNotContain(ShapingPolicy.Matching(Shipped.Named("qq").Rules, "qq", new SmtpReplyFact(550, null, "Mailbox not found")), rule => rule.IsTemporary);
    }

    [Fact]
    public void The_same_measure_twice_is_the_stricter_one_until_the_later_end()
    {
        var now = new DateTimeOffset(2027, 1, 4, 8, 0, 0, TimeSpan.Zero);
        var first = new SiteCondition("", "google", ShapingAction.SlowDown, "first", now.AddMinutes(30), MaxPerSecond: 0.5);
        var merged = ShapingPolicy.Merge(first, first with { Reason = "second", Until = now.AddMinutes(10), MaxPerSecond = 2 }, now);
        Assert.Equal((now.AddMinutes(30), 0.5, "second"), (merged.Until, merged.MaxPerSecond, merged.Reason));
        Assert.Equal(2, ShapingPolicy.Merge(first, first with { MaxPerSecond = 2, Until = now.AddHours(2) }, now.AddHours(1)).MaxPerSecond);
    }
}
