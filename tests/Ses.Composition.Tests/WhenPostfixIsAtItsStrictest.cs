using Ses.Judges;

namespace Ses.Composition.Tests;

public sealed class WhenPostfixIsAtItsStrictest
{
    [Fact]
    public async Task The_whole_family_passes_postscreen_and_is_delivered()
    {
        await using var server = await PostfixServer.StartAsync();
        await using var engine = await SendingEngine.StartAsync(server.Port);
        var family = MailFamily.Create().Where(mail => mail.Request.To.Concat(mail.Request.Cc).All(to => to.TrimEnd('>').EndsWith("@example.org", StringComparison.Ordinal))).ToList();
        Assert.True(family.Count >= 60);
        await engine.SendAsync(family.Select(mail => mail.Request), TestContext.Current.CancellationToken);
        var expected = family.Sum(mail => mail.Request.To.Count + mail.Request.Cc.Count + mail.Request.Bcc.Count);
        await server.WaitForMailsAsync(expected, TestContext.Current.CancellationToken);
        Assert.Equal(expected, server.Mails.Count);
        Assert.Contains("PASS NEW", server.Log, StringComparison.Ordinal);
        Assert.All(new[] { "BARE NEWLINE", "COMMAND PIPELINING", "NON-SMTP COMMAND", "PREGREET", "improper" }, complaint => Assert.DoesNotContain(complaint, server.Log, StringComparison.OrdinalIgnoreCase));
    }
}
