using System.Net;
using System.Security.Cryptography.X509Certificates;
using Ses.Delivery;
using Ses.Testing;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>Behaviours 29 and 33 to 37: STARTTLS.</summary>
public sealed class WhenAServerSpeaksTls
{
    private const string Sealed = $"{TlsHello}\n> 220 go\nstarttls\n{HelloAgain}\n{Mails}";

    [Theory]
    [InlineData("good")]
    [InlineData("self-signed")]
    [InlineData("expired")]
    [InlineData("wrong name")]
    public async Task Any_certificate_will_do_where_TLS_is_opportunistic_and_what_it_was_is_on_record(string kind)
    {
        await using var server = HostileServer.Start(With(kind), Sealed);
        using var postman = Trusting();

        var tls = (await postman.SendAsync(server).Soon()).IsAccepted().Tls!;

        Assert.Equal(kind == "good", tls.IsVerified);
        Assert.Equal(
            kind switch { "good" => null, "self-signed" => "UntrustedRoot", "expired" => "NotTimeValid", _ => "another name" },
            tls.Doubt is null ? null : new[] { "UntrustedRoot", "NotTimeValid", "another name" }.First(why => tls.Doubt.Contains(why, StringComparison.Ordinal)));
        Assert.Equal(server.With.Certificate!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256), tls.Thumbprint);
        Assert.StartsWith("TLS 1.", tls.Version, StringComparison.Ordinal);
        Assert.NotEmpty(tls.Cipher);
        Assert.Equal($"CN={(kind == "wrong name" ? "other.test" : "127.0.0.1")}", tls.Subject);
    }

    [Theory]
    [InlineData("good", null)]
    [InlineData("self-signed", "not valid: UntrustedRoot")]
    [InlineData("expired", "not valid: NotTimeValid")]
    [InlineData("wrong name", "not valid: it is for another name")]
    [InlineData("none", "does not offer STARTTLS")]
    public async Task Only_a_valid_certificate_will_do_where_TLS_is_required(string kind, string? why)
    {
        foreach (var byRule in new[] { false, true })
        {
            await using var server = kind == "none" ? HostileServer.Start($"{Hello}\n{Mails}") : HostileServer.Start(With(kind), Sealed);
            using var postman = Trusting(options => { if (byRule) options.RequireTlsFor.Add("site.test"); });
            postman.Tls = byRule ? TlsMode.Opportunistic : TlsMode.Required;

            var reply = await postman.SendAsync(server).Soon();

            if (why is null)
                Assert.True(reply.IsAccepted().Tls!.IsVerified);
            else
                Assert.Contains(why, reply.IsUnreachable().Reason, StringComparison.Ordinal);
            Assert.Equal(why is null ? 1 : 0, server.Mails.Count);
        }
    }

    [Fact]
    public async Task Without_STARTTLS_the_mail_goes_in_plain_text()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        using var postman = new Postman();

        Assert.Null((await postman.SendAsync(server).Soon()).IsAccepted().Tls);
    }

    [Theory]
    [InlineData("> 454 4.7.0 not available")]
    [InlineData("> 501 no")]
    [InlineData("> 220 go\nclose")]
    [InlineData("> 220 go\nrst")]
    [InlineData("> 220 go\nhear 5\n>> \\x15\\x03\\x01\\0\\x02\\x02\\x46\nclose")]
    [InlineData("> 220 go\nhear 5\n> 220 what was that\nhang")]
    [InlineData("> 220 go\nstarttls\nclose")]
    public async Task Broken_TLS_leads_to_another_connection_without_it(string broken)
    {
        await using var server = HostileServer.Start(With("good"), $"{TlsHello}\n{broken}", $"{Hello}\n{Mails}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);

        Assert.Null((await postman.SendAsync(server).Soon()).IsAccepted().Tls);

        Assert.Equal(2, server.Sessions.Count);
        Assert.Empty(server.Surprises);
    }

    [Fact]
    public async Task Broken_TLS_is_remembered_and_tried_again_after_an_hour()
    {
        var clock = new VirtualClock(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = HostileServer.Start(With("good"), $"{TlsHello}\n> 220 go\nclose", $"{Hello}\n{Mail}\n< QUIT\n> 221 bye", $"{Hello}\n{Mail}\n< QUIT\n> 221 bye", Sealed);
        using var postman = Trusting(options => options.MaxMessagesPerConnection = 1, clock);

        Assert.Null((await postman.SendAsync(server).Soon()).IsAccepted().Tls);
        Assert.Null((await postman.SendAsync(server).Soon()).IsAccepted().Tls);
        clock.Advance(TimeSpan.FromMinutes(61));

        Assert.NotNull((await postman.SendAsync(server).Soon()).IsAccepted().Tls);
        Assert.Equal(4, server.Sessions.Count);
        Assert.DoesNotContain("STARTTLS", server.Sessions[2].Commands);
    }

    [Fact]
    public async Task A_handshake_that_never_ends_is_given_up_and_the_mail_goes_without()
    {
        var clock = new VirtualClock(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = HostileServer.Start(new HostileServer.Settings { Time = clock }, $"{TlsHello}\n> 220 go\nhear 5\nwait 60m", $"{Hello}\n{Mails}");
        using var postman = new Postman(options => options.Timeouts.Connect = TimeSpan.FromMinutes(3), clock);

        var sending = postman.SendAsync(server);
        await server.Reached("waiting");

        (await sending.ThatEndsAfter(postman.Options.Timeouts.Handshake, clock)).IsAccepted();
    }

    [Fact]
    public async Task Where_TLS_is_required_a_broken_handshake_puts_the_mail_off()
    {
        await using var server = HostileServer.Start(With("good"), $"{TlsHello}\n> 220 go\nclose");
        using var postman = Trusting(options => options.RequireTlsFor.Add("*"));

        (await postman.SendAsync(server).Soon()).IsUnreachable("TLS handshake failed");

        Assert.All(server.Sessions, session => Assert.Equal(["EHLO sender.test", "STARTTLS"], session.Commands));
    }

    [Theory]
    [InlineData("250-evil")]
    [InlineData("250 2.1.0 ok")]
    public async Task Plain_text_glued_to_the_220_ends_the_connection(string injected)
    {
        await using var server = HostileServer.Start(With("good"), $"{TlsHello}\n> 220 go\n> {injected}\nstarttls\n{HelloAgain}\n{Mails}");
        using var postman = Trusting();

        (await postman.SendAsync(server).Soon()).IsUnreachable("plain text came along");

        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task What_was_offered_before_TLS_is_forgotten()
    {
        const string Before = "> 220 mx.test\n< EHLO\n> 250-mx.test\n> 250-PIPELINING\n> 250-SIZE 10\n> 250-SMTPUTF8\n> 250 STARTTLS\n< STARTTLS\n> 220 go\nstarttls\n< EHLO\n> 250-mx.test\n> 250 8BITMIME";
        await using var server = HostileServer.Start(With("good"), $"{Before}\n{Mails}");
        using var postman = Trusting();

        (await postman.SendAsync(server).Soon()).IsAccepted();

        Assert.Contains("MAIL FROM:<bounce@sender.test>", server.Commands);
    }

    [Fact]
    public async Task Pipelining_is_used_where_it_is_offered_behind_TLS_only()
    {
        const string Before = "> 220 mx.test\n< EHLO\n> 250-mx.test\n> 250 STARTTLS\n< STARTTLS\n> 220 go\nstarttls\n< EHLO\n> 250-mx.test\n> 250 PIPELINING\n< MAIL\n< RCPT\n< DATA\n> 250 ok\n> 250 ok\n> 354 go\n<.\n> 250 ok";
        foreach (var chunking in Enum.GetValues<Chunking>())
        {
            await using var server = HostileServer.Start(With("good") with { Chunking = chunking }, Before);
            using var postman = Trusting();

            (await postman.SendAsync(server).Soon()).IsAccepted();
        }
    }

    [Fact]
    public async Task An_answer_too_many_is_seen_through_TLS_too()
    {
        await using var server = HostileServer.Start(With("good"), $"{TlsHello}\n> 220 go\nstarttls\n{HelloAgain}\n< MAIL\n< RCPT\n< DATA\n> 250 ok\n> 250 ok\n> 354 go\n> 250 queued already\nhang");
        using var postman = Trusting();

        Assert.IsNotType<TransportReply.Accepted>(await postman.SendAsync(server).Soon());
    }

    [Fact]
    public async Task Many_mails_go_over_one_sealed_connection()
    {
        await using var server = HostileServer.Start(With("good"), Sealed);
        using var postman = Trusting(options => (options.MaxConnectionsPerHost, options.MaxMessagesPerConnection) = (1, 1_000));

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => postman.SendAsync(server, $"r{i}@site.test"))).Soon();

        Assert.All(replies, reply => Assert.True(reply.IsAccepted().Tls!.IsVerified));
        Assert.Single(server.Sessions);
    }

    [Fact]
    public async Task Below_the_minimum_version_is_as_without_TLS()
    {
        await using var server = HostileServer.Start(With("good"), $"{TlsHello}\n> 220 go\nstarttls12\n", $"{Hello}\n{Mails}");
        using var postman = Trusting(options => options.MinimumTls = TlsVersion.Tls13);

        Assert.Null((await postman.SendAsync(server).Soon()).IsAccepted().Tls);
    }

    private static Postman Trusting(Action<SmtpOptions>? configure = null, TimeProvider? time = null) => new(
        options =>
        {
            options.TrustedRoots.Add(TestAuthority.Root);
            configure?.Invoke(options);
        },
        time);

    private static HostileServer.Settings With(string kind) => new() { Address = IPAddress.Loopback, Certificate = Certificate(kind) };

    private static X509Certificate2 Certificate(string kind) => kind switch
    {
        "self-signed" => TestAuthority.SelfSignedFor("127.0.0.1"),
        "expired" => TestAuthority.ExpiredFor("127.0.0.1"),
        "wrong name" => TestAuthority.For("other.test"),
        _ => TestAuthority.For("127.0.0.1"),
    };
}
