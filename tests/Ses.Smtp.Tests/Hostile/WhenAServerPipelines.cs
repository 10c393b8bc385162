using Ses.Delivery;
using Ses.Judges;
using Ses.Testing;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>Behaviours 28 to 32: pipelining, keeping connections, how many.</summary>
public sealed class WhenAServerPipelines
{
    private const string AllAtOnce = "< MAIL\n< RCPT\n< DATA\n> 250 ok\n> 250 ok\n> 354 go\n<.\n> 250 ok";

    [Theory]
    [InlineData(Chunking.Whole)]
    [InlineData(Chunking.PerLine)]
    [InlineData(Chunking.PerOctet)]
    public async Task Answers_are_matched_to_their_commands_however_they_come(Chunking chunking)
    {
        await using var server = HostileServer.Start(
            new HostileServer.Settings { Chunking = chunking },
            $"{Hello}\n{AllAtOnce}\n< MAIL\n< RCPT\n< DATA\n> 250-ok\n> 250 2.1.0 ok\n> 550-5.1.1 no\n> 550 5.1.1 such user\n> 503 no\n< RSET\n< MAIL\n< RCPT\n< DATA\n> 250 reset\n> 250 ok\n> 250 ok\n> 354 go\n<.\n> 250 2.0.0 third");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        (await postman.SendAsync(server).Soon()).IsAccepted();
        Assert.Equal("no such user", (await postman.SendAsync(server).Soon()).IsFailed().Fact.Text);
        Assert.Equal("third", (await postman.SendAsync(server).Soon()).IsAccepted().Reply.Text);

        Assert.Empty(server.Surprises);
    }

    [Theory]
    [InlineData("> 250 ok\n> 250 ok\n> 250 ok\n> 354 go")]
    [InlineData("> 250 ok\n> 250 ok\n> 354 go\n> 250 ok")]
    [InlineData("> 250 ok\n> 250 ok\n> 354 go\n> 250 2.0.0 queued already")]
    public async Task One_answer_too_many_is_a_protocol_error_and_nothing_is_delivered_by_it(string answers)
    {
        // In one segment: an answer that comes later, when the content is on its way, cannot be told from the answer to the content.
        await using var server = HostileServer.Start(new HostileServer.Settings { Chunking = Chunking.Whole }, $"{Hello}\n< MAIL\n< RCPT\n< DATA\n{answers}\nhang");
        using var postman = new Postman(options => options.Timeouts.EndOfData = TimeSpan.FromSeconds(10));

        Assert.IsNotType<TransportReply.Accepted>(await postman.SendAsync(server).Soon());
    }

    [Fact]
    public async Task The_next_envelope_travels_with_the_end_of_the_mail_before()
    {
        // The second envelope is heard before the first mail is answered: without that the script would wait for ever.
        await using var server = HostileServer.Start(
            $"{Hello}\n< MAIL\n< RCPT\n< DATA\nsignal begun\n> 250 ok\n> 250 ok\n> 354 go\n<.\n< MAIL\n< RCPT\n< DATA\n> 250 first\n> 250 ok\n> 250 ok\n> 354 go\n<.\n> 250 second");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        var replies = await Task.WhenAll(postman.SendAsync(server, "a@site.test"), postman.SendAsync(server, "b@site.test")).Soon();

        Assert.Equal(["first", "second"], replies.Select(reply => reply.IsAccepted().Reply.Text).Order());
        Assert.Single(server.Sessions);
        Assert.Empty(server.Surprises);
    }

    [Fact]
    public async Task A_pipelined_mail_whose_connection_dies_goes_over_a_fresh_one()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Envelope}\n<.\n< MAIL\n< RCPT\n< DATA\nclose", $"{Hello}\n{Mails}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        var replies = await Task.WhenAll(postman.SendAsync(server, "a@site.test"), postman.SendAsync(server, "b@site.test")).Soon();

        Assert.Single(replies.OfType<TransportReply.Uncertain>());
        Assert.Single(replies.OfType<TransportReply.Accepted>());
        Assert.Equal(2, server.Mails.Count);
    }

    [Fact]
    public async Task Without_pipelining_each_command_waits_for_its_answer()
    {
        await using var server = HostileServer.Start($"{PlainHello}\nmark\n{Mail}\nloop");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => postman.SendAsync(server, $"r{i}@site.test"))).Soon();

        Assert.All(replies, reply => reply.IsAccepted());
        Assert.Equal(10, server.Mails.Count);
    }

    [Theory]
    [InlineData("half\nhang")]
    [InlineData("close")]
    public async Task A_server_that_closes_its_side_behind_the_envelope_is_left(string end)
    {
        await using var server = HostileServer.Start($"{Hello}\n< MAIL\n< RCPT\n< DATA\n> 250 ok\n> 250 ok\n{end}");
        using var postman = new Postman();

        (await postman.SendAsync(server).Soon()).IsUnreachable();
    }

    [Fact]
    public async Task A_thousand_mails_go_over_one_connection()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        using var postman = new Postman(options => (options.MaxConnectionsPerHost, options.MaxMessagesPerConnection) = (1, 1_000));

        var replies = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => postman.SendAsync(server, $"r{i}@site.test"))).Soon();

        Assert.All(replies, reply => reply.IsAccepted());
        Assert.Single(server.Sessions);
        Assert.Equal(1_000, server.Commands.Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)).Distinct().Count());
    }

    [Theory]
    [InlineData("< MAIL\n> 421 4.7.0 enough for now\nclose")]
    [InlineData("> 421 4.4.2 idle too long\nclose")]
    [InlineData("close")]
    [InlineData("rst")]
    [InlineData("< MAIL\nclose")]
    public async Task A_connection_that_ends_after_some_mails_is_replaced_and_no_mail_fails(string end)
    {
        await using var server = HostileServer.Start($"{Hello}\n{string.Join('\n', Enumerable.Repeat(Mail, 20))}\n{end}", $"{Hello}\n{Mails}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        var replies = new List<TransportReply>();
        for (var i = 0; i < 40; i++)
            replies.Add(await postman.SendAsync(server, $"r{i}@site.test").Soon());

        Assert.All(replies, reply => reply.IsAccepted());
        Assert.Equal((40, 2), (server.Mails.Count, server.Sessions.Count));
    }

    [Fact]
    public async Task A_421_amid_pipelined_mails_loses_none()
    {
        var twenty = string.Join('\n', Enumerable.Repeat(Mail, 20)) + "\n< MAIL\n> 421 4.7.0 enough\nclose";
        await using var server = HostileServer.Start($"{Hello}\n{twenty}");
        using var postman = new Postman(options => (options.MaxConnectionsPerHost, options.MaxMessagesPerConnection) = (2, 1_000));

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => postman.SendAsync(server, $"r{i}@site.test"))).Soon();

        Assert.All(replies, reply => reply.IsAccepted());
        Assert.Equal(200, server.Mails.Count);
        Assert.InRange(server.Sessions.Count, 10, 14);
    }

    [Fact]
    public async Task A_refused_RSET_sends_the_mail_over_a_fresh_connection()
    {
        await using var server = HostileServer.Start($"{Hello}\n< MAIL\n> 250 ok\n< RCPT\n> 550 5.1.1 no\n< DATA\n> 503 no\n< RSET\n> 451 cannot", $"{Hello}\n{Mails}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        (await postman.SendAsync(server).Soon()).IsFailed();
        (await postman.SendAsync(server).Soon()).IsAccepted();

        Assert.Equal(2, server.Sessions.Count);
    }

    [Fact]
    public async Task Worn_and_old_connections_are_replaced_and_idle_ones_closed()
    {
        var clock = new VirtualClock(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = HostileServer.Start($"{Hello}\nmark\n{Mail}\nloop");
        using var postman = new Postman(options => (options.MaxConnectionsPerHost, options.MaxMessagesPerConnection) = (1, 2), clock);

        for (var i = 0; i < 3; i++)
            (await postman.SendAsync(server).Soon()).IsAccepted();
        Assert.Equal(2, server.Sessions.Count);
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(2, server.Sessions.Count(session => !session.IsLeft) + server.Sessions.Count(session => session.IsLeft));
        await Eventually.Holds(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return server.Sessions.All(session => session.Commands[^1] == "QUIT");
            },
            "the idle connection's end");

        (await postman.SendAsync(server).Soon()).IsAccepted();
        Assert.Equal(3, server.Sessions.Count);
    }

    [Fact]
    public async Task No_more_connections_than_allowed_are_open_and_a_slow_site_holds_up_nobody()
    {
        await using var slow = HostileServer.Start($"{Hello}\n< MAIL\nhang");
        await using var quick = HostileServer.Start($"{Hello}\n{Mails}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 3);
        using var stop = new CancellationTokenSource();

        postman.Token = stop.Token;
        var stuck = Enumerable.Range(0, 50).Select(i => postman.SendAsync(slow, $"r{i}@slow.test")).ToList();
        postman.Token = TestContext.Current.CancellationToken;
        var replies = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => postman.SendAsync(quick, $"r{i}@site.test"))).Soon();

        Assert.All(replies, reply => reply.IsAccepted());
        Assert.InRange(quick.MostOpen, 1, 3);
        await Eventually.Holds(() => slow.Sessions.Count == 3);
        Assert.All(stuck, sending => Assert.False(sending.IsCompleted));
        await stop.CancelAsync();
        foreach (var sending in stuck)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.Soon());
        Assert.Equal(3, slow.MostOpen);
    }

    [Fact]
    public async Task A_server_that_allows_fewer_connections_is_served_over_those()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}", $"{Hello}\n{Mails}", "> 421 4.7.0 too many connections\nclose");
        using var postman = new Postman(options => (options.MaxConnectionsPerHost, options.MaxMessagesPerConnection) = (10, 1_000));

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => postman.SendAsync(server, $"r{i}@site.test"))).Soon();

        Assert.All(replies, reply => reply.IsAccepted());
    }

    [Fact]
    public async Task Canceling_behind_the_dot_is_uncertain()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Envelope}\n<.\nsignal written\nhang");
        using var postman = new Postman();
        using var stop = new CancellationTokenSource();

        postman.Token = stop.Token;
        var sending = postman.SendAsync(server);
        await server.Reached("written");
        await stop.CancelAsync();

        Assert.IsType<TransportReply.Uncertain>(await sending.Soon());
    }
}
