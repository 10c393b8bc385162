using System.Net;
using Ses.Delivery;
using Ses.Judges;
using Ses.Ledger;
using Ses.Testing;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>The route's limits: connections from a source to a site, over all hosts of it, and mails on each. They change while connections stand.</summary>
public sealed class WhenASiteLimitsConnections
{
    private const string HeldMails = "< MAIL\nsignal begun\nuntil go\n> 250 ok\n< RCPT\n> 250 ok\n< DATA\n> 354 go\n<.\n> 250 ok\n" + Mails;

    [Theory]
    [InlineData(1, 10, 1)]
    [InlineData(4, 10, 4)]
    [InlineData(10, 2, 2)]
    public async Task The_smaller_limit_holds(int ofRoute, int ofOptions, int most)
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = ofOptions);

        await SendAll(postman, 200, _ => To(server, "127.0.0.1") with { MaxConnections = ofRoute });

        Assert.InRange(server.MostOpen, 1, most);
    }

    [Theory]
    [InlineData(3, 100, 3)]
    [InlineData(100, 4, 4)]
    public async Task So_do_the_mails_on_a_connection(int ofRoute, int ofOptions, int most)
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        using var postman = new Postman(options => options.MaxMessagesPerConnection = ofOptions);

        await SendAll(postman, 24, _ => To(server, "127.0.0.1") with { MaxConnections = 1, MaxMessagesPerConnection = ofRoute });

        Assert.All(server.Sessions, session => Assert.InRange(session.Mails.Count, 1, most));
        Assert.Equal(24 / most, server.Sessions.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task All_hosts_of_a_site_share_its_connections_and_each_gets_its_mail(int most)
    {
        await using var server = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Any }, $"{Hello}\n{Mails}");
        using var postman = new Postman();

        await SendAll(postman, 300, i => To(server, $"127.0.0.{2 + (i % 6)}") with { MaxConnections = most });

        Assert.InRange(server.MostOpen, 1, most);
        Assert.Equal(300, server.Mails.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_the_limits_do_meanwhile_every_mail_arrives_once(int seed)
    {
        var dice = new Random(seed);
        await using var server = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Any }, $"{Hello}\n{Mails}");
        using var postman = new Postman();

        await SendAll(postman, 400, i =>
        {
            postman.Stream = dice.Next(10) == 0 ? MailStream.Transactional : MailStream.Marketing;
            return To(server, $"127.0.0.{2 + dice.Next(6)}") with { MaxConnections = dice.Next(1, 5), MaxMessagesPerConnection = dice.Next(1, 30) };
        });

        Assert.InRange(server.MostOpen, 1, 4);
        Assert.Equal(400, server.Commands.Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)).Distinct().Count());
        Assert.Equal(400, server.Mails.Count);
    }

    [Fact]
    public async Task Two_sources_do_not_share_and_neither_do_two_sites()
    {
        await using var server = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Any }, $"{Hello}\nsignal greeted\n< MAIL\nhang");
        using var postman = new Postman();
        using var stop = new CancellationTokenSource();
        postman.Token = stop.Token;

        var stuck = new[] { ("127.0.0.2", "one.test"), ("127.0.0.3", "one.test"), ("127.0.0.2", "two.test") }
            .Select(way => postman.SendAsync(To(server, "127.0.0.1") with { MaxConnections = 1, Source = IPAddress.Parse(way.Item1), Site = way.Item2 })).ToList();

        await Eventually.Holds(() => server.Sessions.Count == 3);
        await stop.CancelAsync();
        foreach (var sending in stuck)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.Soon());
    }

    [Theory]
    [InlineData(MailStream.Marketing, 20, 22)]
    [InlineData(MailStream.Transactional, 1, 2)]
    public async Task A_host_without_a_connection_gets_one_after_a_turn_and_at_once_for_transactional_mail(MailStream stream, int least, int most)
    {
        await using var server = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Any }, $"{Hello}\n{HeldMails}", $"{Hello}\n{Mails}");
        using var postman = new Postman { Stream = MailStream.Marketing };
        var many = Enumerable.Range(0, 60).Select(_ => postman.SendAsync(To(server, "127.0.0.1") with { MaxConnections = 1 })).ToList();
        await server.Reached("begun");

        postman.Stream = stream;
        var one = postman.SendAsync(To(server, "127.0.0.2") with { MaxConnections = 1 }, "other@site.test");
        server.Signal("go");

        Assert.All(await Task.WhenAll([.. many, one]).Soon(), reply => reply.IsAccepted());
        Assert.InRange(server.Sessions[0].Mails.Count, least, most);
        Assert.Contains("RCPT TO:<other@site.test>", server.Sessions[1].Commands);
        Assert.Equal(1, server.MostOpen);
    }

    [Fact]
    public async Task Surplus_connections_leave_behind_their_mail_when_there_may_be_fewer()
    {
        await using var server = HostileServer.Start($"{Hello}\n{HeldMails}");
        using var postman = new Postman();
        var sending = Enumerable.Range(0, 12).Select(_ => postman.SendAsync(To(server, "127.0.0.1") with { MaxConnections = 4 })).ToList();
        await Eventually.Holds(() => server.Sessions.Count(session => session.Commands.Count == 2) == 4);

        sending.AddRange(Enumerable.Range(0, 12).Select(_ => postman.SendAsync(To(server, "127.0.0.1") with { MaxConnections = 1 })));
        server.Signal("go");

        Assert.All(await Task.WhenAll(sending).Soon(), reply => reply.IsAccepted());
        await Eventually.Holds(() => server.Sessions.Count(HasQuit) == 3);
        Assert.Equal((4, 24), (server.Sessions.Count, server.Mails.Count));
        Assert.All(server.Sessions.Where(HasQuit), session => Assert.InRange(session.Mails.Count, 1, 3));
    }

    [Fact]
    public async Task Idle_ones_leave_at_once_and_come_again_when_nobody_asks_for_fewer_any_more()
    {
        await using var server = HostileServer.Start(
            [.. Enumerable.Repeat($"{Hello}\n{HeldMails}", 3), $"{Hello}\n< MAIL\nhang"]);
        var clock = new VirtualClock(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        using var postman = new Postman(time: clock);
        var first = Enumerable.Range(0, 9).Select(_ => postman.SendAsync(To(server, "127.0.0.1") with { MaxConnections = 3 })).ToList();
        await Eventually.Holds(() => server.Sessions.Count(session => session.Commands.Count == 2) == 3);
        server.Signal("go");
        Assert.All(await Task.WhenAll(first).Soon(), reply => reply.IsAccepted());

        (await postman.SendAsync(To(server, "127.0.0.1") with { MaxConnections = 1 }).Soon()).IsAccepted();
        await Eventually.Holds(() => server.Sessions.Count(HasQuit) == 2);

        using var stop = new CancellationTokenSource();
        postman.Token = stop.Token;
        var soon = Enumerable.Range(0, 3).Select(_ => postman.SendAsync(To(server, "127.0.0.1") with { MaxConnections = 3 })).ToList();
        await Task.WhenAll(soon).Soon();
        Assert.Equal(3, server.Sessions.Count);
        clock.Advance(TimeSpan.FromSeconds(10));
        var later = Enumerable.Range(0, 30).Select(_ => postman.SendAsync(To(server, "127.0.0.1") with { MaxConnections = 3 })).ToList();
        await Eventually.Holds(() => server.Sessions.Count == 5);
        await stop.CancelAsync();
        await Task.WhenAll(later.Select(sending => sending.ContinueWith(static _ => { }, TaskScheduler.Default))).Soon();
    }

    private static bool HasQuit(HostileSession session) => session.Commands[^1] == "QUIT";

    private static Route To(HostileServer server, string host) => new([new(host, server.Port)], "sender.test", null, "site.test") { IsToExchangers = true };

    private static async Task SendAll(Postman postman, int count, Func<int, Route> route)
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, count).Select(i => postman.SendAsync(route(i), $"r{i}@site.test"))).Soon();
        Assert.All(replies, reply => reply.IsAccepted());
    }
}
