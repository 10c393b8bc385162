using System.Text;
using Ses.Delivery;
using Ses.Judges;
using Ses.Testing;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>Behaviours 20 to 27: DATA, the content and its end.</summary>
public sealed class WhenAServerTakesAMail
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("554 5.7.1 no mail from you", true)]
    [InlineData("451 4.3.0 not now", false)]
    public async Task A_refused_DATA_is_the_mails_outcome(string reply, bool isPermanent)
    {
        await using var server = HostileServer.Start($"{Hello}\n< MAIL\n> 250 ok\n< RCPT\n> 250 ok\n< DATA\n> {reply}\n< RSET\n> 250 ok\n{Mail}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        var refused = (await postman.SendAsync(server).Soon()).IsRefused(int.Parse(reply[..3]), SmtpPhase.Data);
        (await postman.SendAsync(server).Soon()).IsAccepted();

        Assert.Equal(isPermanent, BounceClassifier.IsPermanent(refused.Reply, refused.Phase));
        Assert.Single(server.Mails);
    }

    [Theory]
    [InlineData("close")]
    [InlineData("rst")]
    [InlineData("half\nhang")]
    public async Task Lost_in_the_midst_of_the_mail_is_tried_again(string end)
    {
        await using var server = HostileServer.Start($"{Hello}\n{Envelope}\nhear 100000\n{end}");
        using var postman = new Postman();

        (await postman.SendAsync(server, mail: Large(19_000_000)).Soon()).IsUnreachable();

        Assert.Empty(server.Mails);
    }

    [Theory]
    [InlineData("close")]
    [InlineData("rst")]
    [InlineData("half\nhang")]
    [InlineData("> 354 go on")]
    [InlineData("> 220 mx.test ESMTP")]
    [InlineData("> 999 odd")]
    [InlineData("> hello")]
    [InlineData("> 250-ok\n> 550 not ok")]
    [InlineData("flood 1000000")]
    public async Task Lost_behind_the_dot_is_uncertain_and_never_delivered(string end)
    {
        await using var server = HostileServer.Start($"{Hello}\n{Envelope}\n<.\n{end}");
        using var postman = new Postman();

        Assert.IsType<TransportReply.Uncertain>(await postman.SendAsync(server).Soon());
    }

    [Theory]
    [InlineData("rst")]
    [InlineData("close")]
    [InlineData("< QUIT\nhang")]
    public async Task Taken_is_taken_whatever_comes_behind(string end)
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mail}\n{end}");
        using var postman = new Postman();

        (await postman.SendAsync(server).Soon()).IsAccepted();

        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task A_server_that_stops_reading_ends_the_attempt_at_the_limit()
    {
        var clock = new VirtualClock(Start);
        await using var server = HostileServer.Start(new HostileServer.Settings { Time = clock }, $"{Hello}\n{Envelope}\nhear 65536\nwait 60m");
        using var postman = new Postman(time: clock);

        var sending = postman.SendAsync(server, mail: Large(19_000_000));
        await server.Reached("waiting");
        var reply = await sending.ThatEndsAfter(postman.Options.Timeouts.Block, clock);

        reply.IsUnreachable("the mail took too long");
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task The_last_answer_may_take_nine_minutes()
    {
        var clock = new VirtualClock(Start);
        await using var server = HostileServer.Start(new HostileServer.Settings { Time = clock }, $"{Hello}\n{Envelope}\n<.\nwait 9m\n> 250 ok");
        using var postman = new Postman(time: clock);

        var sending = postman.SendAsync(server);
        await server.Reached("waiting");
        clock.Advance(TimeSpan.FromMinutes(9));

        (await sending.Soon()).IsAccepted();
    }

    [Theory]
    [InlineData("MAIL", 5)]
    [InlineData("RCPT", 5)]
    [InlineData("DATA", 2)]
    public async Task Silence_ends_an_attempt_at_the_limit_of_its_step(string step, int minutes)
    {
        var clock = new VirtualClock(Start);
        var script = new[] { "< MAIL\n> 250 ok\n", "< RCPT\n> 250 ok\n", "< DATA\n> 354 ok\n" };
        var silent = string.Concat(script.Take(step switch { "MAIL" => 0, "RCPT" => 1, _ => 2 })) + $"< {step}\nwait 60m";
        await using var server = HostileServer.Start(new HostileServer.Settings { Time = clock }, $"{PlainHello}\n{silent}");
        using var postman = new Postman(time: clock);

        var sending = postman.SendAsync(server);
        await server.Reached("waiting");

        (await sending.ThatEndsAfter(TimeSpan.FromMinutes(minutes), clock)).IsUnreachable(step);
    }

    [Fact]
    public async Task Silence_behind_the_dot_is_uncertain_after_ten_minutes()
    {
        var clock = new VirtualClock(Start);
        await using var server = HostileServer.Start(new HostileServer.Settings { Time = clock }, $"{Hello}\n{Envelope}\n<.\nwait 60m");
        using var postman = new Postman(time: clock);

        var sending = postman.SendAsync(server);
        await server.Reached("waiting");

        Assert.IsType<TransportReply.Uncertain>(await sending.ThatEndsAfter(TimeSpan.FromMinutes(10), clock));
    }

    [Fact]
    public async Task A_mail_that_drips_away_ends_at_the_limit_of_the_whole()
    {
        var clock = new VirtualClock(Start);
        await using var server = HostileServer.Start(new HostileServer.Settings { Time = clock }, $"{PlainHello}\nmark\n< MAIL\ndrip 100s 250-wait\\r\\n");
        using var postman = new Postman(options => options.Timeouts.MailFrom = TimeSpan.FromHours(2), clock);

        var sending = postman.SendAsync(server);
        await Eventually.Holds(() => server.Commands.Count == 2);

        (await sending.ThatEndsAfter(postman.Options.Timeouts.Transaction, clock)).IsUnreachable("took too long");
    }

    [Theory]
    [InlineData("552 5.3.4 too large")]
    [InlineData("554 5.7.1 spam")]
    [InlineData("451 4.7.1 try later")]
    public async Task A_refusal_of_the_mail_is_its_outcome(string reply)
    {
        await using var server = HostileServer.Start($"{Hello}\n{Envelope}\n<.\n> {reply}\n{Mail}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        (await postman.SendAsync(server).Soon()).IsRefused(int.Parse(reply[..3]), SmtpPhase.EndOfData);
        (await postman.SendAsync(server).Soon()).IsAccepted();

        Assert.Single(server.Sessions);
        Assert.DoesNotContain("RSET", server.Commands);
    }

    [Theory]
    [InlineData("> 552 5.3.4 too large\nhear 10000000")]
    [InlineData("> 452 4.3.1 disk full\nhear 10000000\nclose")]
    public async Task A_refusal_while_the_mail_comes_is_heard(string early)
    {
        await using var server = HostileServer.Start($"{Hello}\n{Envelope}\nhear 100000\n{early}");
        using var postman = new Postman();

        var reply = await postman.SendAsync(server, mail: Large(19_000_000)).Soon();

        Assert.IsType<TransportReply.Refused>(reply);
    }

    [Fact]
    public async Task A_yes_while_the_mail_comes_is_none()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Envelope}\nhear 100000\n> 250 ok\nhang");
        using var postman = new Postman();

        (await postman.SendAsync(server, mail: Large(19_000_000)).Soon()).IsUnreachable();
    }

    public static TheoryData<string> Bodies => new(
        "", ".", "..", ".\r\n", "..\r\n", ".\r\n.\r\n", "a\r\n.\r\nb\r\n", "\r\n.\r\n\r\n", "no final newline", "\0 nul \0\r\n",
        new string('x', 998) + "\r\n", new string('x', 999) + "\r\n", new string('y', 100_000) + "\r\n", $"{new string('.', 70_000)}\r\n", "ends with cr\r\n\r\n",
        string.Concat(Enumerable.Repeat(".dot\r\n..\r\n", 10_000)));

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task The_content_arrives_octet_by_octet(string body)
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        await using var simulated = SimulatedMailServer.Start(new() { OfferStartTls = false });
        using var postman = new Postman();
        var mail = "Subject: x\r\n\r\n" + body;

        (await postman.SendAsync(server, mail: mail).Soon()).IsAccepted();
        (await postman.SendAsync(["127.0.0.1"], simulated.Port, mail: Encoding.Latin1.GetBytes(mail)).Soon()).IsAccepted();

        var expected = mail.EndsWith("\r\n", StringComparison.Ordinal) ? mail : mail + "\r\n";
        Assert.Equal([expected], server.Mails);
        Assert.Equal([expected], simulated.Log.Messages.Select(message => Encoding.Latin1.GetString(message.Content.Span)));
    }

    [Fact]
    public async Task A_mail_without_an_octet_is_sent()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        using var postman = new Postman();

        (await postman.SendAsync(server, mail: "").Soon()).IsAccepted();
        (await postman.SendAsync(server).Soon()).IsAccepted();

        Assert.Equal(["", Postman.Letter], server.Mails);
    }

    [Theory]
    [InlineData("a\n.\nb\r\n")]
    [InlineData("a\n.\r\nMAIL FROM:<evil@evil.test>\r\nb\r\n")]
    [InlineData("a\r\n.\nMAIL FROM:<evil@evil.test>\r\nb\r\n")]
    [InlineData("a\r.\rMAIL FROM:<evil@evil.test>\r\nb\r\n")]
    [InlineData("a\r\n.\rMAIL FROM:<evil@evil.test>\r\nb\r\n")]
    [InlineData("ends with a bare cr\r")]
    [InlineData("ends with a bare lf\n")]
    public async Task Nothing_is_smuggled_in_by_bare_line_ends(string body)
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        using var postman = new Postman();

        (await postman.SendAsync(server, mail: "Subject: x\r\n\r\n" + body).Soon()).IsAccepted();
        (await postman.SendAsync(server).Soon()).IsAccepted();

        Assert.Equal(2, server.Mails.Count);
        var content = server.Mails[0].Replace("\r\n", "", StringComparison.Ordinal);
        Assert.DoesNotContain(content, character => character is '\r' or '\n');
        Assert.Empty(server.Surprises);
    }

    [Fact]
    public async Task Chunks_are_used_where_they_save_a_round_trip()
    {
        const string ChunkingHello = "> 220 mx.test\n< EHLO\n> 250-mx.test\n> 250 CHUNKING";
        const string Chunked = "< MAIL\n> 250 ok\n< RCPT\n> 250 ok\n<bdat\n> 250 ok";
        await using var server = HostileServer.Start($"{ChunkingHello}\n{Chunked}\n< MAIL\n> 250 ok\n< RCPT\n> 550 5.1.1 nobody\n< RSET\n> 250 ok\n{Chunked}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        (await postman.SendAsync(server, mail: "Subject: x\r\n\r\n.\r\nno newline").Soon()).IsAccepted();
        (await postman.SendAsync(server).Soon()).IsFailed();
        (await postman.SendAsync(server).Soon()).IsAccepted();

        Assert.Equal(["Subject: x\r\n\r\n.\r\nno newline", Postman.Letter], server.Mails);
        Assert.Empty(server.Surprises);
    }

    [Fact]
    public async Task A_large_mail_goes_in_one_chunk_where_that_is_offered()
    {
        await using var simulated = SimulatedMailServer.Start(new() { OfferStartTls = false });
        using var postman = new Postman();
        var mail = Large(3_000_000);

        var reply = await postman.SendAsync(["127.0.0.1"], simulated.Port, mail: Encoding.Latin1.GetBytes(mail)).Soon();

        Assert.Contains("> BDAT ", reply.IsAccepted().Transcript, StringComparison.Ordinal);
        Assert.Equal([mail], simulated.Log.Messages.Select(message => Encoding.Latin1.GetString(message.Content.Span)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    public async Task A_fence_that_closes_stops_the_mail_before_MAIL_and_before_the_dot(int openFor, int mails)
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        var asked = 0;
        // The transport asks when it begins, before MAIL, and before the final dot.
        using var postman = new Postman { Fence = () => asked++ <= openFor };

        Assert.IsType<TransportReply.Fenced>(await postman.SendAsync(server).Soon());

        Assert.Equal(mails, server.Mails.Count);
        Assert.Equal(openFor, server.Commands.Count(command => command.StartsWith("MAIL", StringComparison.Ordinal)));
    }

    private static string Large(int octets)
    {
        var mail = new StringBuilder("Subject: large\r\n\r\n", octets + 100);
        while (mail.Length < octets)
            mail.Append("a line of a mail that is about seventy octets long, as they mostly are\r\n");
        return mail.ToString();
    }
}
