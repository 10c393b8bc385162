using Ses.Delivery;
using Ses.Smtp.Tests.Hostile;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.Relaying;

/// <summary>Relays with AUTH or implicit TLS go by MailKit, behind the same transport.</summary>
public sealed class WhenARelayAsksForAuth
{
    private const string AuthHello = "< EHLO\n> 250-relay.test\n> 250-AUTH PLAIN\n> 250 8BITMIME";
    private const string Welcome = "< AUTH PLAIN\n> 235 2.7.0 welcome";

    [Fact]
    public async Task Implicit_TLS_and_the_password_are_used_and_the_transcript_hides_it()
    {
        await using var server = HostileServer.Start(With(), $"starttls\n> 220 relay.test ESMTP\n{AuthHello}\n{Welcome}\n{Mails}");
        using var postman = Trusting();

        var first = (await SendAsync(postman, server, TlsMode.Implicit).Soon()).IsAccepted();
        var second = (await SendAsync(postman, server, TlsMode.Implicit).Soon()).IsAccepted();

        Assert.True(first.Tls!.IsVerified);
        Assert.Contains("> AUTH PLAIN ****", first.Transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", first.Transcript, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("\0user\0secret-word"u8), first.Transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("Hello.", first.Transcript + second.Transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", second.Transcript, StringComparison.Ordinal);
        Assert.Contains("> RCPT TO:<b@site.test>", second.Transcript, StringComparison.Ordinal);
        Assert.Single(server.Sessions);
        Assert.Equal([Postman.Letter, Postman.Letter], server.Mails);
    }

    [Fact]
    public async Task A_refused_password_puts_the_mail_off_and_is_hidden()
    {
        await using var server = HostileServer.Start(With(), $"starttls\n> 220 relay.test ESMTP\n{AuthHello}\n< AUTH PLAIN\n> 535 5.7.8 wrong");
        using var postman = Trusting();

        var reply = (await SendAsync(postman, server, TlsMode.Implicit).Soon()).IsUnreachable("AUTH failed");

        Assert.DoesNotContain("secret-word", reply.Reason + reply.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_not_shown_in_plain_text_because_TLS_is_missing()
    {
        await using var server = HostileServer.Start($"> 220 relay.test ESMTP\n{AuthHello}\n{Welcome}\n{Mails}");
        using var postman = Trusting();

        (await SendAsync(postman, server, TlsMode.Opportunistic).Soon()).IsDeferred();

        Assert.DoesNotContain(server.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_certificate_is_not_trusted_with_a_password()
    {
        await using var server = HostileServer.Start(new HostileServer.Settings { Certificate = TestAuthority.SelfSignedFor("127.0.0.1") }, $"starttls\n> 220 relay.test ESMTP\n{AuthHello}\n{Welcome}\n{Mails}");
        using var postman = Trusting();

        (await SendAsync(postman, server, TlsMode.Implicit).Soon()).IsUnreachable("TLS handshake failed");
    }

    [Theory]
    [InlineData("< MAIL\n> 250 ok\n< RCPT\n> 550 5.1.1 no such user\n< RSET\n> 250 ok", 550, SmtpPhase.Recipient)]
    [InlineData("< MAIL\n> 550 5.7.1 not you\n< RSET\n> 250 ok", 550, SmtpPhase.MailFrom)]
    [InlineData($"{Envelope}\n<.\n> 554 5.7.1 spam\n< RSET\n> 250 ok", 554, SmtpPhase.EndOfData)]
    public async Task Refusals_have_their_phase(string script, int code, SmtpPhase phase)
    {
        await using var server = HostileServer.Start(With(), $"starttls\n> 220 relay.test ESMTP\n{AuthHello}\n{Welcome}\n{script}");
        using var postman = Trusting();

        (await SendAsync(postman, server, TlsMode.Implicit).Soon()).IsRefused(code, phase);
    }

    [Fact]
    public async Task Lost_behind_the_dot_is_uncertain_here_too()
    {
        await using var server = HostileServer.Start(With(), $"starttls\n> 220 relay.test ESMTP\n{AuthHello}\n{Welcome}\n{Envelope}\n<.\nclose");
        using var postman = Trusting();

        Assert.IsType<TransportReply.Uncertain>(await SendAsync(postman, server, TlsMode.Implicit).Soon());
    }

    private static HostileServer.Settings With() => new() { Certificate = TestAuthority.For("127.0.0.1") };

    private static Postman Trusting() => new(options => options.TrustedRoots.Add(TestAuthority.Root));

    private static Task<TransportReply> SendAsync(Postman postman, HostileServer server, TlsMode tls) =>
        postman.SendAsync(new Route([new("127.0.0.1", server.Port, tls, new("user", "secret-word"))], "sender.test", null, "relay"));
}
