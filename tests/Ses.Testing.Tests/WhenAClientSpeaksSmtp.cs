using System.Text;

namespace Ses.Testing.Tests;

public sealed class WhenAClientSpeaksSmtp
{
    private static readonly (string, int)[] Envelope = [("MAIL FROM:<a@b.example>", 250), ("RCPT TO:<ada@one.example>", 250)];

    private static string Content(SimulatedMailServer server) => Encoding.UTF8.GetString(Assert.Single(server.Log.Messages).Content.Span);

    [Fact]
    public async Task It_is_offered_what_the_server_can_do()
    {
        await using var server = SimulatedMailServer.Start(new() { MaxMessageOctets = 1_000 });
        await using var talk = await Talk.ToAsync(server, greets: false);
        Assert.Equal(
            ["250-simulator.ses.internal", "250-PIPELINING", "250-SIZE 1000", "250-8BITMIME", "250-SMTPUTF8", "250-CHUNKING", "250-ENHANCEDSTATUSCODES", "250 STARTTLS"],
            (await talk.SayAsync("EHLO client.example")).Split('\n'));
        Assert.Equal("250 simulator.ses.internal", await talk.SayAsync("HELO client.example"));
        await using var plain = SimulatedMailServer.Start(new() { OfferStartTls = false });
        await using var other = await Talk.ToAsync(plain, greets: false);
        Assert.DoesNotContain("STARTTLS", await other.SayAsync("EHLO client.example"), StringComparison.Ordinal);
        Assert.StartsWith("502", await other.SayAsync("STARTTLS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_in_one_write_are_answered_in_their_order()
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        await talk.WriteAsync("MAIL FROM:<a@b.example>\r\nRCPT TO:<bounce@one.example>\r\nRCPT TO:<ada@one.example>\r\nDATA\r\n");
        Assert.Equal(["250", "550", "250", "354"], new[] { await talk.HearAsync(), await talk.HearAsync(), await talk.HearAsync(), await talk.HearAsync() }.Select(answer => answer[..3]));
        await talk.WriteAsync("one\r\n.\r\nMAIL FROM:<c@d.example>\r\nRCPT TO:<bob@one.example>\r\nDATA\r\n");
        Assert.Equal(["250", "250", "250", "354"], new[] { await talk.HearAsync(), await talk.HearAsync(), await talk.HearAsync(), await talk.HearAsync() }.Select(answer => answer[..3]));
        await talk.WriteAsync("two\r\n.\r\nQUIT\r\n");
        Assert.Equal(["250", "221"], new[] { await talk.HearAsync(), await talk.HearAsync() }.Select(answer => answer[..3]));
        Assert.Equal(["one\r\n", "two\r\n"], server.Log.Messages.Select(message => Encoding.UTF8.GetString(message.Content.Span)));
    }

    [Theory]
    [InlineData("..leading\r\n.\r\n", ".leading\r\n")]
    [InlineData(".\r\n", "")]
    [InlineData("a\r\n\r\n..\r\n.\r\n", "a\r\n\r\n.\r\n")]
    [InlineData("no dots\r\n.\r\n", "no dots\r\n")]
    public async Task Dots_are_taken_away_where_they_were_put(string sent, string received)
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync([.. Envelope, ("DATA", 354)]);
        await talk.WriteAsync(sent);
        Assert.StartsWith("250", await talk.HearAsync(), StringComparison.Ordinal);
        Assert.Equal(received, Content(server));
    }

    [Theory]
    [InlineData("\n.\n")]
    [InlineData("\n.\r\n")]
    [InlineData("\r\n.\n")]
    [InlineData("\r.\r")]
    [InlineData("\r.\r\n")]
    [InlineData("\r\n.\r")]
    [InlineData("\0\r\n.\0\r\n")]
    public async Task Only_CRLF_dot_CRLF_ends_a_message(string smuggled)
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync([.. Envelope, ("DATA", 354)]);
        await talk.WriteAsync($"first{smuggled}MAIL FROM:<evil@evil.example>\r\nRCPT TO:<victim@one.example>\r\nDATA\r\nsecond\r\n.\r\n");
        Assert.StartsWith("250", await talk.HearAsync(), StringComparison.Ordinal);
        await talk.SayAllAsync(("NOOP", 250));
        Assert.Equal(1, server.Log.Accepted);
        Assert.Contains("MAIL FROM:<evil@evil.example>", Content(server), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAIL FROM:<a@b.example>\nRCPT TO:<ada@one.example>")]
    [InlineData("MAIL FROM:<a@b.example>\rRCPT TO:<ada@one.example>")]
    [InlineData("MAIL FROM:<a@b.example>\0")]
    public async Task A_command_with_a_bare_line_end_is_none(string line)
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync((line, 500), ("RCPT TO:<ada@one.example>", 503));
    }

    [Fact]
    public async Task A_message_in_chunks_may_hold_anything()
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync(Envelope);
        await talk.WriteAsync("BDAT 9\r\nab\r\n.\r\ncdBDAT 3 LAST\r\n\n.\n");
        Assert.StartsWith("250", await talk.HearAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250", await talk.HearAsync(), StringComparison.Ordinal);
        Assert.Equal("ab\r\n.\r\ncd\n.\n", Content(server));
        await talk.SayAllAsync([.. Envelope, ("BDAT 0 LAST", 250)]);
        Assert.Equal(2, server.Log.Accepted);
    }

    [Fact]
    public async Task Chunks_have_their_order_too()
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        await talk.WriteAsync("BDAT 4 LAST\r\nabcd");
        Assert.StartsWith("503", await talk.HearAsync(), StringComparison.Ordinal);
        await talk.SayAllAsync(Envelope);
        await talk.WriteAsync("BDAT 2\r\nab");
        Assert.StartsWith("250", await talk.HearAsync(), StringComparison.Ordinal);
        await talk.SayAllAsync(("DATA", 503), ("RCPT TO:<bob@one.example>", 503), ("RSET", 250), ("RCPT TO:<bob@one.example>", 503));
        Assert.StartsWith("501", await talk.SayAsync("BDAT many LAST"), StringComparison.Ordinal);
        Assert.Equal("", await talk.HearAsync());
    }

    [Theory]
    [InlineData("MAIL FROM:<a@b.example> SIZE=1001", 552)]
    [InlineData("MAIL FROM:<a@b.example> SIZE=1000 BODY=8BITMIME SMTPUTF8", 250)]
    [InlineData("mail from:<a@b.example> body=7bit", 250)]
    [InlineData("MAIL FROM:<>", 250)]
    [InlineData("MAIL FROM: <a@b.example>", 250)]
    [InlineData("MAIL FROM:<@relay.example:a@b.example>", 250)]
    [InlineData("MAIL FROM:<\"a b\"@b.example>", 250)]
    [InlineData("MAIL FROM:<\"a>b\"@b.example>", 250)]
    [InlineData("MAIL FROM:<ü@b.example> SMTPUTF8", 250)]
    [InlineData("MAIL FROM:<ü@b.example>", 553)]
    [InlineData("MAIL FROM:<a@b.example> SIZE=x", 501)]
    [InlineData("MAIL FROM:<a@b.example> BODY=BINARYMIME", 501)]
    [InlineData("MAIL FROM:<a@b.example> SMTPUTF8=yes", 501)]
    [InlineData("MAIL FROM:<a@b.example> RET=HDRS", 555)]
    [InlineData("MAIL FROM:<a@b.example>SIZE=1", 501)]
    [InlineData("MAIL FROM:a@b.example", 501)]
    [InlineData("MAIL FROM:<a@b.example", 501)]
    [InlineData("MAIL FROM:<a@@b.example>", 501)]
    [InlineData("MAIL TO:<a@b.example>", 501)]
    [InlineData("MAIL", 501)]
    public async Task A_sender_is_read_strictly(string line, int code)
    {
        await using var server = SimulatedMailServer.Start(new() { MaxMessageOctets = 1_000 });
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync((line, code));
    }

    [Theory]
    [InlineData("RCPT TO:<>", 501)]
    [InlineData("RCPT TO:<ada@one.example> NOTIFY=NEVER", 555)]
    [InlineData("RCPT TO:<ü@one.example>", 553)]
    [InlineData("RCPT FROM:<ada@one.example>", 501)]
    public async Task So_is_a_recipient(string line, int code)
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync(("MAIL FROM:<a@b.example>", 250), (line, code), ("DATA", 503));
    }

    [Fact]
    public async Task Commands_out_of_order_are_refused()
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server, greets: false);
        await talk.SayAllAsync(
            ("MAIL FROM:<a@b.example>", 503), ("EHLO", 501), ("EHLO client.example", 250), ("RCPT TO:<ada@one.example>", 503), ("DATA", 503), ("MAIL FROM:<a@b.example>", 250), ("MAIL FROM:<a@b.example>", 503),
            ("RCPT TO:<bounce@one.example>", 550), ("DATA", 503), ("EHLO client.example", 250), ("RCPT TO:<ada@one.example>", 503), ("VRFY ada", 252), ("NOOP", 250), ("STARTTLS now", 501), ("WHAT", 500));
    }

    [Fact]
    public async Task After_twenty_errors_it_is_sent_away()
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        for (var i = 0; i < 19; i++)
            await talk.SayAllAsync(("WHAT", 500));
        Assert.StartsWith("500", await talk.SayAsync("WHAT"), StringComparison.Ordinal);
        Assert.StartsWith("421", await talk.HearAsync(), StringComparison.Ordinal);
        Assert.Equal("", await talk.HearAsync());
    }

    [Theory]
    [InlineData(3_000)]
    [InlineData(100_000)]
    public async Task A_command_line_that_is_too_long_is_thrown_away_and_the_next_one_heard(int length)
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync(($"NOOP {new string('x', length)}", 500), ("NOOP", 250));
    }

    [Fact]
    public async Task A_line_of_a_message_may_be_of_any_length()
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync([.. Envelope, ("DATA", 354)]);
        var line = "." + new string('x', 100_000);
        await talk.WriteAsync($".{line}\r\n{line[1..]}\r\n.\r\n");
        Assert.StartsWith("250", await talk.HearAsync(), StringComparison.Ordinal);
        Assert.Equal($"{line}\r\n{line[1..]}\r\n", Content(server));
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_read_and_refused()
    {
        await using var server = SimulatedMailServer.Start(new() { MaxMessageOctets = 1_000 });
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync([.. Envelope, ("DATA", 354), ($"{new string('x', 999)}\r\n.", 552), .. Envelope, ("DATA", 354), ($"{new string('x', 998)}\r\n.", 250)]);
        Assert.Equal(1, server.Log.Accepted);
    }

    [Fact]
    public async Task A_message_in_pieces_of_one_octet_arrives_whole()
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync([.. Envelope, ("DATA", 354)]);
        foreach (var c in "a\r\n..b\r\n\r\n.\r\n")
            await talk.WriteAsync(c.ToString());
        Assert.StartsWith("250", await talk.HearAsync(), StringComparison.Ordinal);
        Assert.Equal("a\r\n.b\r\n\r\n", Content(server));
    }

    [Fact]
    public async Task Over_TLS_it_greets_anew_and_STARTTLS_is_offered_no_more()
    {
        await using var server = SimulatedMailServer.Start();
        await using (var talk = await Talk.ToAsync(server))
        {
            await talk.SayAllAsync(("MAIL FROM:<a@b.example>", 250), ("STARTTLS", 220));
            await talk.StartTlsAsync();
            await talk.SayAllAsync(("MAIL FROM:<a@b.example>", 503));
            Assert.DoesNotContain("STARTTLS", await talk.SayAsync("EHLO client.example"), StringComparison.Ordinal);
            await talk.SayAllAsync([.. Envelope, ("DATA", 354), ("x\r\n.", 250), ("STARTTLS", 502), ("QUIT", 221)]);
            Assert.Equal("", await talk.HearAsync());
        }

        Assert.Equal(1, server.Log.Accepted);
        await server.DisposeAsync();
        Assert.Equal(1, server.Log.TlsConnections);
    }

    [Fact]
    public async Task What_is_injected_before_the_handshake_never_counts()
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        await talk.WriteAsync("STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@evil.example>\r\n");
        Assert.StartsWith("220", await talk.HearAsync(), StringComparison.Ordinal);
        await talk.StartTlsAsync();
        await talk.SayAllAsync(("RCPT TO:<ada@one.example>", 503), ("EHLO client.example", 250), ("RCPT TO:<ada@one.example>", 503));
        await talk.SayAllAsync([.. Envelope, ("DATA", 354), ("x\r\n.", 250)]);
        Assert.Equal("a@b.example", Assert.Single(server.Log.Messages).Sender);
    }
}
