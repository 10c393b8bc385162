using System.Net;
using Ses.Delivery;
using Ses.Ledger;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>Behaviours 11 to 19: MAIL and RCPT.</summary>
public sealed class WhenAServerAnswersAnEnvelope
{
    public static TheoryData<string, Chunking> Pieces => new(
        from hello in new[] { Hello, PlainHello }
        from chunking in Enum.GetValues<Chunking>()
        select new TheoryDataRow<string, Chunking>(hello, chunking));

    [Theory]
    [MemberData(nameof(Pieces))]
    public async Task Each_recipient_has_an_outcome_of_its_own_over_one_connection(string hello, Chunking chunking)
    {
        string Refused(string reply) => hello == Hello
            ? $"< MAIL\n> 250 ok\n< RCPT\n> {reply}\n< DATA\n> 503 5.5.1 no recipients\n< RSET\n> 250 ok"
            : $"< MAIL\n> 250 ok\n< RCPT\n> {reply}\n< RSET\n> 250 ok";
        await using var server = HostileServer.Start(
            new HostileServer.Settings { Chunking = chunking },
            $"{hello}\n{Mail}\n{Refused("550 5.1.1 no such user")}\n{Refused("450 4.2.0 greylisted")}\n{Mail}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        var replies = new List<TransportReply>();
        foreach (var to in new[] { "a@site.test", "b@site.test", "c@site.test", "d@site.test" })
            replies.Add(await postman.SendAsync(server, to).Soon());

        replies[0].IsAccepted();
        replies[1].IsFailed().IsRefused(550, SmtpPhase.Recipient);
        replies[2].IsDeferred().IsRefused(450, SmtpPhase.Recipient);
        replies[3].IsAccepted();
        Assert.Equal(2, server.Mails.Count);
        Assert.Single(server.Sessions);
        Assert.Empty(server.Surprises);
    }

    [Fact]
    public async Task A_greylisted_mail_comes_again_from_the_same_address_with_the_same_envelope()
    {
        await using var server = HostileServer.Start($"{Hello}\n< MAIL\n> 250 ok\n< RCPT\n> 450 4.7.1 greylisted\n< DATA\n> 503 no\n< RSET\n> 250 ok\n{Mails}");
        using var postman = new Postman { Source = IPAddress.Parse("127.0.0.7") };

        (await postman.SendAsync(server).Soon()).IsDeferred();
        (await postman.SendAsync(server).Soon()).IsAccepted();

        Assert.All(server.Sessions, session => Assert.Equal(IPAddress.Parse("127.0.0.7"), session.Client));
        Assert.Single(server.Commands.Where(command => command.StartsWith("MAIL", StringComparison.Ordinal)).Distinct());
        Assert.Single(server.Mails);
    }

    [Theory]
    [InlineData("452 4.5.3 too many recipients")]
    [InlineData("552 too many recipients")]
    public async Task Too_many_recipients_is_for_a_while_only(string reply)
    {
        await using var server = HostileServer.Start($"{Hello}\n< MAIL\n> 250 ok\n< RCPT\n> {reply}\n< DATA\n> 503 no");
        using var postman = new Postman();

        (await postman.SendAsync(server).Soon()).IsDeferred();
    }

    [Theory]
    [InlineData("251 2.1.5 will forward to <c@other.test>")]
    [InlineData("250 why not, then")]
    [InlineData("250")]
    public async Task Every_yes_is_one(string reply)
    {
        await using var server = HostileServer.Start($"{Hello}\n< MAIL\n> 250 ok\n< RCPT\n> {reply}\n< DATA\n> 354 go\n<.\n> 250 ok");
        using var postman = new Postman();

        (await postman.SendAsync(server).Soon()).IsAccepted();
    }

    [Theory]
    [InlineData("252 cannot say")]
    [InlineData("354 go on")]
    [InlineData("220 mx.test")]
    [InlineData("999 odd")]
    [InlineData("199 odd")]
    [InlineData("2500 odd")]
    [InlineData("hello")]
    [InlineData("250-5.1.1 a\n> 450 b")]
    public async Task What_means_nothing_there_is_a_protocol_error_and_the_mail_waits(string reply)
    {
        foreach (var hello in new[] { Hello, PlainHello })
        {
            await using var server = HostileServer.Start($"{hello}\n< MAIL\n> 250 ok\n< RCPT\n> {reply}\nhang");
            using var postman = new Postman();

            (await postman.SendAsync(server).Soon()).IsUnreachable();

            Assert.Empty(server.Mails);
        }
    }

    [Theory]
    [InlineData("250 ok\n> 450 4.2.1 later", "250 2.0.0 ok, nothing to send")]
    [InlineData("550 5.7.1 not you\n> 503 MAIL first", "554 no valid recipients")]
    [InlineData("250 ok\n> 550 5.1.1 nobody", "554 5.5.1 no valid recipients")]
    public async Task A_go_ahead_behind_a_refusal_gets_the_lone_dot(string answers, string last)
    {
        await using var server = HostileServer.Start($"{Hello}\n< MAIL\n< RCPT\n< DATA\n> {answers}\n> 354 go on\n<.\n> {last}\n< RSET\n> 250 ok\n{Mail}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        var refused = await postman.SendAsync(server).Soon();
        var next = await postman.SendAsync(server, "c@site.test").Soon();

        Assert.IsType<TransportReply.Refused>(refused);
        next.IsAccepted();
        Assert.Equal(["", Postman.Letter], server.Mails);
        Assert.Empty(server.Surprises);
    }

    [Fact]
    public async Task A_421_in_the_midst_ends_the_connection_and_the_mail_waits()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mail}\n< MAIL\n> 250 ok\n< RCPT\n> 421 4.3.2 enough\nclose", $"{Hello}\n{Mails}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        (await postman.SendAsync(server).Soon()).IsAccepted();
        (await postman.SendAsync(server).Soon()).IsDeferred().IsRefused(421, SmtpPhase.Recipient);
        (await postman.SendAsync(server).Soon()).IsAccepted();

        Assert.Equal(2, server.Sessions.Count);
    }

    [Theory]
    [InlineData("550 5.7.1 <bounce@sender.test>: sender address rejected")]
    [InlineData("553 5.1.8 sender domain unknown")]
    public async Task A_refused_sender_is_no_fault_of_the_recipients(string reply)
    {
        await using var server = HostileServer.Start($"{Hello}\n< MAIL\n> {reply}\n< RCPT\n> 503 MAIL first\n< DATA\n> 503 MAIL first");
        using var postman = new Postman();

        var refused = (await postman.SendAsync(server).Soon()).IsRefused(int.Parse(reply[..3]), SmtpPhase.MailFrom);

        Assert.NotEqual(BounceClass.InvalidAddress, BounceClassifier.Classify(refused.Reply, refused.Phase));
    }

    [Theory]
    [InlineData("550 4.2.2 mailbox full", true, "4.2.2")]
    [InlineData("450 5.1.1 no such user", false, "5.1.1")]
    public async Task The_basic_code_decides_where_the_enhanced_one_contradicts(string reply, bool isPermanent, string enhanced)
    {
        await using var server = HostileServer.Start($"{Hello}\n< MAIL\n> 250 ok\n< RCPT\n> {reply}\n< DATA\n> 503 no");
        using var postman = new Postman();

        var refused = Assert.IsType<TransportReply.Refused>(await postman.SendAsync(server).Soon());

        Assert.Equal((isPermanent, enhanced), (BounceClassifier.IsPermanent(refused.Reply, refused.Phase), refused.Reply.EnhancedCode));
    }

    [Theory]
    [InlineData("550-5.1.1 a\n> 550 b", "5.1.1", "a b")]
    [InlineData("550-5.1.1 a\n> 550 5.1.1 b", "5.1.1", "a b")]
    [InlineData("550-5.1.1\n> 550 5.1.1 b", "5.1.1", "b")]
    [InlineData("550-a\n> 550-\n> 550 b", null, "a  b")]
    [InlineData("550 5.1.1", "5.1.1", "")]
    [InlineData("550", null, "")]
    public async Task Lines_make_one_reply(string reply, string? enhanced, string text)
    {
        await using var server = HostileServer.Start($"{Hello}\n< MAIL\n> 250 ok\n< RCPT\n> {reply}\n< DATA\n> 503 no");
        using var postman = new Postman();

        var refused = (await postman.SendAsync(server).Soon()).IsRefused(550, SmtpPhase.Recipient);

        Assert.Equal((enhanced, text), (refused.Reply.EnhancedCode, refused.Reply.Text));
    }
}
