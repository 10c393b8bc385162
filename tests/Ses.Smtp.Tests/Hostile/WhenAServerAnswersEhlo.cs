using System.Net;
using Ses.Delivery;
using Ses.Judges;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>Behaviours 7 to 10: EHLO and what it offers.</summary>
public sealed class WhenAServerAnswersEhlo
{
    [Theory]
    [InlineData("500 5.5.1 what")]
    [InlineData("502 5.5.1 not here")]
    [InlineData("550 no")]
    public async Task One_that_does_not_know_it_is_greeted_by_HELO(string refusal)
    {
        await using var server = HostileServer.Start($"> 220 mx.test\n< EHLO sender.test\n> {refusal}\n< HELO sender.test\n> 250 mx.test\n{Mail}");
        using var postman = new Postman();

        (await postman.SendAsync(server).Soon()).IsAccepted();

        Assert.Equal(["EHLO sender.test", "HELO sender.test", "MAIL FROM:<bounce@sender.test>", "RCPT TO:<b@site.test>", "DATA"], server.Commands);
        Assert.Empty(server.Surprises);
    }

    [Theory]
    [InlineData("421 4.3.2 not now")]
    [InlineData("451 4.3.0 not now")]
    public async Task One_that_puts_us_off_gets_the_mail_later(string reply)
    {
        await using var server = HostileServer.Start($"> 220 mx.test\n< EHLO\n> {reply}");
        using var postman = new Postman();

        (await postman.SendAsync(server).Soon()).IsDeferred().IsRefused(int.Parse(reply[..3]), SmtpPhase.Hello);
    }

    [Fact]
    public async Task One_that_closes_behind_it_is_passed_over()
    {
        var port = FreePort.Find();
        await using var bad = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Parse("127.0.1.3"), Port = port }, "> 220 mx.test\n< EHLO\n> 250 mx.test\nclose");
        await using var good = HostileServer.Start(new HostileServer.Settings { Address = IPAddress.Parse("127.0.1.4"), Port = port }, $"{Hello}\n{Mail}");
        using var postman = new Postman();

        var first = await postman.SendAsync(["127.0.1.3", "127.0.1.4"], port).Soon();

        // The close may be seen as late as the envelope: then this attempt is over, and the mail goes at the next.
        if (first is not TransportReply.Accepted)
            first.IsDeferred();
        Assert.True(good.Mails.Count == (first is TransportReply.Accepted ? 1 : 0));
    }

    [Theory]
    [InlineData("250-pipelining\n> 250-8BitMime\n> 250-XYZZY 1 2 3\n> 250-AUTH=LOGIN\n> 250-AUTH LOGIN PLAIN\n> 250-Size\n> 250-size\n> 250 8BITMIME  ")]
    [InlineData("250-SIZE abc\n> 250-SIZE -1\n> 250-SIZE 99999999999999999999999\n> 250-PIPELINING PIPELINING\n> 250 DSN")]
    [InlineData("250-SIZE 0\n> 250 SIZE 0")]
    [InlineData("250")]
    [InlineData("250-\n> 250- \n> 250 -")]
    public async Task Odd_keywords_do_no_harm(string keywords)
    {
        await using var server = HostileServer.Start($"> 220 mx.test\n< EHLO\n> 250-mx.test\n> {keywords}\n{Mail}");
        using var postman = new Postman();

        (await postman.SendAsync(server).Soon()).IsAccepted();

        Assert.Empty(server.Surprises);
    }

    [Fact]
    public async Task A_mail_larger_than_its_SIZE_fails_before_anything_is_said()
    {
        await using var server = HostileServer.Start($"> 220 mx.test\n< EHLO\n> 250-mx.test\n> 250-PIPELINING\n> 250 SIZE 1000\n{Mail}");
        using var postman = new Postman();

        var reply = await postman.SendAsync(server, mail: Postman.Letter + new string('x', 1000)).Soon();

        Assert.Equal("5.3.4", reply.IsFailed().IsRefused(552, SmtpPhase.Data).Reply.EnhancedCode);
        Assert.Equal(["EHLO sender.test"], server.Commands);
        (await postman.SendAsync(server).Soon()).IsAccepted();
        Assert.Single(server.Sessions);
    }

    [Fact]
    public async Task A_mail_of_eight_bits_says_so_where_that_is_offered_and_its_size_too()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        await using var old = HostileServer.Start($"{PlainHello}\n{Mails}");
        using var postman = new Postman();
        var mail = Postman.Letter + "\u00e4\r\n";

        (await postman.SendAsync(server, mail: mail).Soon()).IsAccepted();
        (await postman.SendAsync(old, mail: mail).Soon()).IsAccepted();

        Assert.Contains($"MAIL FROM:<bounce@sender.test> SIZE={mail.Length} BODY=8BITMIME", server.Commands);
        Assert.Contains("MAIL FROM:<bounce@sender.test>", old.Commands);
        Assert.Equal([mail], server.Mails);
    }

    [Fact]
    public async Task An_address_that_needs_SMTPUTF8_fails_where_it_is_not_offered_and_goes_where_it_is()
    {
        await using var old = HostileServer.Start($"{Hello}\n{Mails}");
        await using var young = HostileServer.Start($"> 220 mx.test\n< EHLO\n> 250-mx.test\n> 250-8BITMIME\n> 250 SMTPUTF8\n{Mails}");
        using var postman = new Postman();

        var refused = (await postman.SendAsync(old, to: "j\u00f6rg@site.test").Soon()).IsFailed().IsRefused(553, SmtpPhase.Recipient);
        (await postman.SendAsync(young, to: "j\u00f6rg@site.test").Soon()).IsAccepted();

        Assert.Equal("5.6.7", refused.Reply.EnhancedCode);
        Assert.EndsWith(" SMTPUTF8", young.Commands[1], StringComparison.Ordinal);
        Assert.Equal("RCPT TO:<j\u00c3\u00b6rg@site.test>", young.Commands[2]);
    }

    [Fact]
    public async Task A_domain_goes_as_its_A_label()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        using var postman = new Postman();

        (await postman.SendAsync(server, to: "b@b\u00fccher.test").Soon()).IsAccepted();

        Assert.Contains("RCPT TO:<b@xn--bcher-kva.test>", server.Commands);
    }
}
