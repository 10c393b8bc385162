using Ses.Delivery;
using Ses.Ledger;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>Transactional mail stands behind two bulk attempts at most: the one on the wire and the one composed.</summary>
public sealed class WhenTransactionalMailIsInAHurry
{
    [Theory]
    [InlineData(Hello, 2)]
    [InlineData(PlainHello, 1)]
    public async Task It_overtakes_all_that_is_not_on_a_connection_yet(string hello, int mostAhead)
    {
        await using var server = HostileServer.Start($"{hello}\n< MAIL\nsignal begun\nuntil overtaken\n> 250 ok\n< RCPT\n> 250 ok\n< DATA\n> 354 go\n<.\n> 250 ok\n{Mails}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1) { Stream = MailStream.Marketing };
        var bulk = Enumerable.Range(0, 20).Select(i => postman.SendAsync(server, $"bulk{i}@site.test")).ToList();
        await server.Reached("begun");

        postman.Stream = MailStream.Transactional;
        var urgent = postman.SendAsync(server, "urgent@site.test");
        server.Signal("overtaken");

        Assert.All(await Task.WhenAll([.. bulk, urgent]).Soon(), reply => reply.IsAccepted());
        Assert.InRange(Recipients(server.Sessions[0]).IndexOf("urgent"), 1, mostAhead);
        Assert.Empty(server.Surprises);
    }

    [Fact]
    public async Task It_does_not_wait_until_the_bulk_mail_behind_it_is_composed()
    {
        await using var server = HostileServer.Start($"{Hello}\n< MAIL\nsignal begun\nuntil queued\n> 250 ok\n< RCPT\n> 250 ok\n< DATA\n> 354 go\n<.\n> 250 ok\n{Mails}");
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1) { Stream = MailStream.Marketing };
        var first = postman.SendAsync(server, "bulk@site.test");
        await server.Reached("begun");
        postman.Stream = MailStream.Transactional;
        var urgent = postman.SendAsync(server, "urgent@site.test");
        var composing = new TaskCompletionSource();
        (postman.Stream, postman.Composing) = (MailStream.Marketing, composing.Task);
        var slow = postman.SendAsync(server, "slow@site.test");
        server.Signal("queued");

        (await urgent.Soon()).IsAccepted();
        composing.SetResult();
        Assert.All(await Task.WhenAll(first, slow).Soon(), reply => reply.IsAccepted());
        Assert.Equal(["bulk", "urgent", "slow"], Recipients(server.Sessions[0]));
    }

    [Fact]
    public async Task It_does_so_on_every_connection_of_a_busy_pool_and_the_bulk_arrives_too()
    {
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        using var postman = new Postman(options => (options.MaxConnectionsPerHost, options.MaxMessagesPerConnection) = (3, 10_000));
        var bulk = new List<Task<TransportReply>>();
        for (var i = 0; i < 30; i++)
        {
            postman.Stream = MailStream.Marketing;
            bulk.AddRange(Enumerable.Range(0, 20).Select(j => postman.SendAsync(server, $"bulk{i}.{j}@site.test")));
            postman.Stream = MailStream.Transactional;
            var urgent = postman.SendAsync(server, $"urgent{i}@site.test");
            var heard = server.Sessions.Select(session => Recipients(session).Count).ToList();
            (await urgent.Soon()).IsAccepted();
            var (at, recipients) = server.Sessions.Select(Recipients).Index().Single(session => session.Item.Contains($"urgent{i}"));
            var ahead = recipients.Take(recipients.IndexOf($"urgent{i}")).Skip(heard.ElementAtOrDefault(at)).ToList();
            Assert.True(ahead.Count <= 2, $"urgent{i} stood behind {string.Join(", ", ahead)}");
        }

        Assert.All(await Task.WhenAll(bulk).Soon(), reply => reply.IsAccepted());
        Assert.InRange(server.MostOpen, 1, 3);
    }

    private static List<string> Recipients(HostileSession session) =>
        [.. session.Commands.Where(command => command.StartsWith("RCPT", StringComparison.Ordinal)).Select(command => command["RCPT TO:<".Length..command.IndexOf('@', StringComparison.Ordinal)])];
}
