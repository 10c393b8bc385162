using System.Text;
using Ses.Delivery;
using Ses.Judges;
using Ses.Smtp.Tests.Hostile;

namespace Ses.Smtp.Tests.Peers;

/// <summary>Postfix, Exim and OpenSMTPD take what we send, once each and octet by octet.</summary>
public sealed class WhenOthersReceive
{
    private const string Odd = "..two dots\r\n.\r\n.one dot\r\nlast line";

    [Theory]
    [InlineData("postfix")]
    [InlineData("exim")]
    [InlineData("opensmtpd")]
    public async Task Every_mail_arrives_once_and_whole(string name)
    {
        await using var peer = await MailPeer.StartAsync(name);
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 4);

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => postman.SendAsync(["127.0.0.1"], peer.Port, $"r{i}@site.test", Mail($"marker-{i}-\r\n{Odd}")))).Soon();

        Assert.All(replies, reply => reply.IsAccepted());
        await Eventually.Holds(() => peer.Mails.Count >= 200, "two hundred mails");
        var bodies = peer.Mails;
        Assert.Equal(200, bodies.Count);
        for (var i = 0; i < 200; i++)
            Assert.Single(bodies, body => body.Contains($"marker-{i}-\n{Odd.Replace("\r\n", "\n", StringComparison.Ordinal)}\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("postfix")]
    [InlineData("exim")]
    [InlineData("opensmtpd")]
    public async Task A_body_that_would_smuggle_a_second_mail_arrives_as_one(string name)
    {
        await using var peer = await MailPeer.StartAsync(name);
        using var postman = new Postman(options => options.MaxConnectionsPerHost = 1);
        const string Second = "MAIL FROM:<evil@evil.test>\r\nRCPT TO:<b@site.test>\r\nDATA\r\nSubject: evil\r\n\r\nevil\r\n.\r\n";
        string[] ends = ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r"];

        var replies = new List<TransportReply>();
        foreach (var (i, end) in ends.Index())
            replies.Add(await postman.SendAsync(["127.0.0.1"], peer.Port, "b@site.test", Mail($"marker-{i}-{end}{Second}")).Soon());

        Assert.All(replies, reply => reply.IsAccepted());
        await Eventually.Holds(() => peer.Mails.Count >= ends.Length, "the mails");
        var bodies = peer.Mails;
        Assert.Equal(ends.Length, bodies.Count);
        for (var i = 0; i < ends.Length; i++)
            Assert.Single(bodies, body => body.Contains($"marker-{i}-", StringComparison.Ordinal) && body.Contains("MAIL FROM:<evil@evil.test>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("postfix")]
    [InlineData("exim")]
    public async Task A_large_mail_and_one_of_eight_bits_arrive(string name)
    {
        await using var peer = await MailPeer.StartAsync(name);
        using var postman = new Postman();
        var large = string.Concat(Enumerable.Repeat("a line of a mail that is about seventy octets long, as they mostly are\r\n", 30_000));

        (await postman.SendAsync(["127.0.0.1"], peer.Port, "b@site.test", Mail("large-\r\n" + large)).Soon()).IsAccepted();
        (await postman.SendAsync(["127.0.0.1"], peer.Port, "b@site.test", Mail("eight-\u00e4\u00f6\u00fc\r\n")).Soon()).IsAccepted();
        (await postman.SendAsync(["127.0.0.1"], peer.Port, "j\u00f6rg@site.test", Mail("utf8-\r\n")).Soon()).IsAccepted();

        await Eventually.Holds(() => peer.Mails.Count >= 3, "the mails");
        Assert.Single(peer.Mails, mail => mail.Contains("large-\n" + large.Replace("\r\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Single(peer.Mails, mail => mail.Contains("eight-\u00e4\u00f6\u00fc\n", StringComparison.Ordinal));
    }

    private static byte[] Mail(string body) => Encoding.Latin1.GetBytes("From: a@sender.test\r\nTo: b@site.test\r\nSubject: hello\r\nDate: Sun, 1 Mar 2026 12:00:00 +0000\r\nMessage-ID: <1@sender.test>\r\n\r\n" + body);
}
