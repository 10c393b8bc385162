using Ses.Delivery;
using Ses.Ledger;
using Ses.Smtp.Sending.Relaying;
using Ses.Smtp.Tests.Hostile;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.Relaying;

/// <summary>Relays that MailKit speaks to keep the route's limits, too, and transactional mail goes first.</summary>
public sealed class WhenARelayHasFewPlaces
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transactional_mail_gets_the_next_free_place()
    {
        var places = new RelayPlaces();
        await places.EnterAsync(MailStream.Marketing, 1, Token);
        var bulk = places.EnterAsync(MailStream.Marketing, 1, Token);
        var urgent = places.EnterAsync(MailStream.Transactional, 1, Token);

        places.Leave();
        await urgent.Soon();
        Assert.False(bulk.IsCompleted);

        places.Leave();
        await bulk.Soon();
    }

    [Fact]
    public async Task Places_become_fewer_and_more()
    {
        var places = new RelayPlaces();
        await places.EnterAsync(MailStream.Marketing, 2, Token);
        await places.EnterAsync(MailStream.Marketing, 2, Token);
        var waiting = places.EnterAsync(MailStream.Marketing, 1, Token);
        places.Leave();
        Assert.False(waiting.IsCompleted);

        var more = places.EnterAsync(MailStream.Marketing, 3, Token);

        await Task.WhenAll(waiting, more).WaitAsync(Token);
        Assert.False(places.EnterAsync(MailStream.Transactional, 3, Token).IsCompleted);
    }

    [Fact]
    public async Task One_who_gave_up_takes_none()
    {
        var places = new RelayPlaces();
        using var stop = new CancellationTokenSource();
        await places.EnterAsync(MailStream.Marketing, 1, Token);
        var gone = places.EnterAsync(MailStream.Transactional, 1, stop.Token);
        var bulk = places.EnterAsync(MailStream.Marketing, 1, Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        places.Leave();

        await bulk.WaitAsync(Token);
    }

    [Theory]
    [InlineData(2, 1_000)]
    [InlineData(1_000, 3)]
    public async Task The_routes_limits_hold(int connections, int mails)
    {
        await using var server = HostileServer.Start(
            new HostileServer.Settings { Certificate = TestAuthority.For("127.0.0.1") }, $"starttls\n> 220 relay.test ESMTP\n< EHLO\n> 250-relay.test\n> 250 AUTH PLAIN\n< AUTH PLAIN\n> 235 2.7.0 welcome\n{Mails}");
        using var postman = new Postman(options => options.TrustedRoots.Add(TestAuthority.Root));
        var route = new Route([new("127.0.0.1", server.Port, TlsMode.Implicit, new("user", "secret-word"))], "sender.test", null, "relay") { MaxConnections = connections, MaxMessagesPerConnection = mails };

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => postman.SendAsync(route, $"r{i}@site.test"))).Soon();

        Assert.All(replies, reply => reply.IsAccepted());
        Assert.All(server.Sessions, session => Assert.InRange(session.Mails.Count, 1, mails));
        Assert.InRange(server.Sessions.Count, 12 / mails, connections);
    }
}
