using System.Net;
using Ses.Delivery;
using Ses.Testing;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>The transcript; and addresses of one host that answer late or not at all.</summary>
public sealed class WhenAnAttemptIsOver
{
    [Fact]
    public async Task Its_transcript_says_what_was_said_and_nothing_of_the_mail()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mail}\n< MAIL\n> 250 ok\n< RCPT\n> 550-5.1.1 no\n> 550 5.1.1 such user\n< DATA\n> 503 no");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        var first = (await postman.SendAsync(server).Soon()).IsAccepted().Transcript!.Split('\n');
        var second = (await postman.SendAsync(server).Soon()).IsFailed().Transcript!.Split('\n');

        Assert.Equal(
            [
                $"* connected to 127.0.0.1 [127.0.0.1]:{server.Port} from [127.0.0.1]", "< 220 mx.test ESMTP", "> EHLO sender.test",
                "< 250-mx.test", "< 250-PIPELINING", "< 250-8BITMIME", "< 250-ENHANCEDSTATUSCODES", "< 250 SIZE 20000000",
                $"> MAIL FROM:<bounce@sender.test> SIZE={Postman.Letter.Length}", "> RCPT TO:<b@site.test>", "> DATA",
                "< 250 2.1.0 ok", "< 250 2.1.5 ok", "< 354 go on", $"* the mail: {Postman.Letter.Length} octets", "< 250 2.0.0 queued",
            ],
            first);
        Assert.Equal($"* kept connection to 127.0.0.1:{server.Port}", second[0]);
        Assert.Equal(["< 550-5.1.1 no", "< 550 5.1.1 such user", "< 503 no"], second[^3..]);
    }

    [Theory]
    [InlineData(TranscriptKeeping.All, true, true)]
    [InlineData(TranscriptKeeping.NotDelivered, false, true)]
    [InlineData(TranscriptKeeping.None, false, false)]
    public async Task Its_transcript_is_there_where_it_is_wanted(TranscriptKeeping wanted, bool ofAccepted, bool ofRefused)
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mail}\n< MAIL\n> 250 ok\n< RCPT\n> 550 5.1.1 no\n< DATA\n> 503 no");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1) { Transcripts = wanted };

        Assert.Equal(ofAccepted, (await postman.SendAsync(server).Soon()).IsAccepted().Transcript is not null);
        Assert.Equal(ofRefused, (await postman.SendAsync(server).Soon()).IsFailed().Transcript is not null);
    }

    [Fact]
    public async Task Its_transcript_is_bounded()
    {
        var talk = string.Join('\n', Enumerable.Range(0, 100).Select(i => $"> 550-5.1.1 line {i} of a server that has much to say about one refused recipient"));
        await using var server = HostileServer.Start($"{Hello}\n< MAIL\n> 250 ok\n< RCPT\n{talk}\n> 550 5.1.1 end\n< DATA\n> 503 no");
        using var postman = new Postman();

        var reply = (await postman.SendAsync(server).Soon()).IsFailed();

        Assert.InRange(reply.Transcript!.Length, 3_000, 4_096);
        Assert.EndsWith("* more was left out", reply.Transcript, StringComparison.Ordinal);
        Assert.InRange(reply.Fact.Text.Length, 100, 1_000);
    }

    [Fact]
    public async Task An_address_that_swallows_packets_is_overtaken_by_the_hosts_next_one_within_seconds()
    {
        using var hole = BlackHole.Open(IPAddress.Parse("127.0.3.1"));
        await using var server = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Parse("127.0.3.2"), Port = hole.Port }, $"{Hello}\n{Mails}");
        var clock = new VirtualClock(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        using var postman = new Postman(time: clock);
        postman.Dns.AddAddress("mx.test", IPAddress.Parse("127.0.3.1")).AddAddress("mx.test", IPAddress.Parse("127.0.3.2"));

        var sending = postman.SendAsync(["mx.test"], hole.Port);

        (await sending.ThatEndsAfter(postman.Options.Timeouts.NextAddress + TimeSpan.FromSeconds(1), clock)).IsAccepted();
    }

    [Fact]
    public async Task A_host_whose_first_address_greets_badly_is_tried_at_its_next()
    {
        var port = Judges.FreePort.Find();
        await using var bad = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Parse("127.0.3.3"), Port = port }, "> 421 4.3.2 not here");
        await using var good = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Parse("127.0.3.4"), Port = port }, $"{Hello}\n{Mails}");
        using var postman = new Postman();
        postman.Dns.AddAddress("mx.test", IPAddress.Parse("127.0.3.3")).AddAddress("mx.test", IPAddress.Parse("127.0.3.4"));

        (await postman.SendAsync(["mx.test"], port).Soon()).IsAccepted();

        Assert.Single(bad.Sessions);
    }

    [Fact]
    public async Task A_host_that_was_down_a_moment_ago_comes_last()
    {
        var port = Judges.FreePort.Find();
        await using var good = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Parse("127.0.3.6"), Port = port }, $"{Hello}\n{Mails}");
        using var postman = new Postman();

        (await postman.SendAsync(["127.0.3.5", "127.0.3.6"], port).Soon()).IsAccepted();
        await using var back = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Parse("127.0.3.5"), Port = port }, $"{Hello}\n{Mails}");
        (await postman.SendAsync(["127.0.3.5", "127.0.3.6"], port).Soon()).IsAccepted();

        Assert.Empty(back.Sessions);
        Assert.Equal(2, good.Mails.Count);
    }

    [Fact]
    public void Options_that_cannot_be_are_all_named_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => SmtpOptionsRules.Check(Broken()));

        foreach (var option in new[] { "MaxConnectionsPerHost", "Timeouts.Banner", "RequireTlsFor", "Relays" })
            Assert.Contains($"SmtpOptions.{option} is ", error.Message, StringComparison.Ordinal);
    }

    private static SmtpOptions Broken()
    {
        var options = new SmtpOptions { MaxConnectionsPerHost = 0 };
        options.Timeouts.Banner = TimeSpan.Zero;
        options.RequireTlsFor.Add("*.*");
        return options.Relay("", 99_999);
    }
}
