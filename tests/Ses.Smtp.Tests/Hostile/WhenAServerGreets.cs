using System.Net;
using Ses.Judges;
using Ses.Testing;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>Behaviours 1 to 6 of the reference: connecting and the banner.</summary>
public sealed class WhenAServerGreets
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("rst")]
    [InlineData("close")]
    [InlineData("> 554 5.7.1 no service for you")]
    [InlineData("> 521 this host takes no mail")]
    [InlineData("> 421 4.3.2 shutting down")]
    [InlineData("> HTTP/1.1 400 Bad Request")]
    [InlineData(@">> SSH-2.0-OpenSSH_9.2p1\r\n")]
    [InlineData("> 250 hello")]
    public async Task The_next_exchanger_is_tried(string script)
    {
        var port = FreePort.Find();
        await using var bad = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Parse("127.0.1.1"), Port = port }, script);
        await using var good = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Parse("127.0.1.2"), Port = port }, Hello + "\n" + Mails);
        using var postman = new Postman();
        postman.Dns.AddAddress("mx1.test", IPAddress.Parse("127.0.1.1")).AddAddress("mx2.test", IPAddress.Parse("127.0.1.2"));

        var reply = await postman.SendAsync(["mx1.test", "mx2.test"], port).Soon();

        Assert.Equal($"mx2.test:{port}", reply.IsAccepted().RemoteHost);
        Assert.Single(good.Mails);
        Assert.NotEmpty(bad.Sessions);
    }

    [Theory]
    [InlineData("rst", "")]
    [InlineData("close", "closed")]
    [InlineData("> 554 5.7.1 no service for you", "no service for you")]
    [InlineData("> 421 4.3.2 shutting down", "shutting down")]
    [InlineData("> HTTP/1.1 400 Bad Request", "not an SMTP answer: HTTP/1.1 400 Bad Request")]
    [InlineData("flood 10485760", "a line of more than")]
    [InlineData("repeat 100000 220-and on", "an answer of more than")]
    [InlineData("> 220-mx.test\n> 221 bye", "two codes")]
    [InlineData("> 999 odd", "999")]
    public async Task The_mail_waits_where_no_other_exchanger_is(string script, string why)
    {
        await using var server = HostileServer.Start(script);
        using var postman = new Postman();

        var reply = await postman.SendAsync(server).Soon();

        Assert.Contains(why, reply.IsDeferred().Fact.Text, StringComparison.Ordinal);
        Assert.Empty(server.Commands);
    }

    [Fact]
    public async Task A_refused_connection_leads_to_the_next_exchanger_and_in_the_end_to_a_retry()
    {
        using var postman = new Postman();

        var reply = await postman.SendAsync(["127.0.1.1", "127.0.1.2"], FreePort.Find()).Soon();

        Assert.Contains("127.0.1.2", reply.IsUnreachable("ConnectionRefused").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_swallows_packets_costs_the_connect_limit_and_no_more()
    {
        using var hole = BlackHole.Open(IPAddress.Parse("127.0.1.1"));
        var clock = new VirtualClock(Start);
        await using var good = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Parse("127.0.1.2"), Port = hole.Port }, Hello + "\n" + Mails);
        using var postman = new Postman(time: clock);

        var sending = postman.SendAsync(["127.0.1.1", "127.0.1.2"], hole.Port);

        (await sending.ThatEndsAfter(postman.Options.Timeouts.Connect, clock)).IsAccepted();
    }

    [Fact]
    public async Task A_slow_banner_is_waited_for_and_nothing_is_said_before_it()
    {
        var clock = new VirtualClock(Start);
        await using var server = HostileServer.Start(new HostileServer.Settings { Time = clock }, "wait 45s\n" + Hello + "\n" + Mails);
        using var postman = new Postman(options => options.Timeouts.Connect = TimeSpan.FromMinutes(2), clock);

        var sending = postman.SendAsync(server);
        await server.Reached("waiting");
        Assert.Empty(server.Commands);
        clock.Advance(TimeSpan.FromSeconds(45));

        (await sending.Soon()).IsAccepted();
    }

    [Fact]
    public async Task A_banner_that_drips_for_ever_ends_at_the_overall_limit_and_other_sites_keep_flowing()
    {
        var clock = new VirtualClock(Start);
        await using var slow = HostileServer.Start(new HostileServer.Settings { Time = clock }, $"drip 2s 220-{new string('x', 1000)}");
        await using var other = HostileServer.Start(Hello + "\n" + Mails);
        using var postman = new Postman(time: clock);

        var sending = postman.SendAsync(slow);
        await Eventually.Holds(() => slow.Sessions.Count == 1 && clock.NextTimerAt is not null, "the first octet");
        for (var seconds = 0; !sending.IsCompleted && seconds < 600; seconds += 2)
        {
            if (seconds % 60 == 0)
                (await postman.SendAsync(other).Soon()).IsAccepted();
            clock.Advance(TimeSpan.FromSeconds(2));
        }

        (await sending.Soon()).IsUnreachable("the banner took too long");
        Assert.True(clock.GetUtcNow() - Start >= postman.Options.Timeouts.Banner, $"it ended after {clock.GetUtcNow() - Start}");
    }

    [Theory]
    [InlineData("> 220-mx.test\n> 220-has much to say\n> 220 and more")]
    [InlineData("> 220")]
    [InlineData(@">> 220 mx.test ESMTP\n")]
    [InlineData(@">> 220-mx.test\n220 ready\n")]
    [InlineData(@">> 220 m\xFCller \0 \x07 ESMTP\r\n")]
    public async Task An_odd_banner_is_read(string banner)
    {
        await using var server = HostileServer.Start($"{banner}\n< EHLO\n> 250 mx.test\n{Mail}");
        using var postman = new Postman();

        var reply = await postman.SendAsync(server).Soon();

        Assert.DoesNotContain(reply.IsAccepted().Transcript!, character => char.IsControl(character) && character != '\n');
        Assert.Empty(server.Surprises);
    }

    [Fact]
    public async Task A_flood_leaves_memory_flat()
    {
        await using var server = HostileServer.Start("flood 10485760", "repeat 100000 220-and on", "> 220 x\n< EHLO\nrepeat 100000 250-AND-ON");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);
        await postman.SendAsync(server).Soon();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 3; i++)
            (await postman.SendAsync(server).Soon()).IsDeferred();

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 * 1024 * 1024);
    }
}
