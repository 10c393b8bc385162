using Ses.Judges;
using Ses.Sending;
using Ses.Templates;

namespace Ses.Composition.Tests;

/// <summary>Line ends that some servers take for the end of a mail, in everything that others may fill in: exactly one mail arrives for each that was sent.</summary>
public sealed class WhenABodyTriesToSmuggle
{
    private static readonly string[] Ends = ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\r\n.\r\n", "\n.\r", "\r\r.\r\r", "\r\n\0.\r\n"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Postfix_at_its_strictest_takes_each_mail_once()
    {
        await using var server = await PostfixServer.StartAsync();
        var sent = await SendAsync(server.Port);
        await server.WaitForMailsAsync(sent, Token);
        Assert.Equal(sent, server.Mails.Count);
        Assert.All(server.Mails, path => Assert.DoesNotContain("Subject: smuggled", HeaderOf(File.ReadAllText(path)), StringComparison.Ordinal));
        Assert.DoesNotContain("BARE NEWLINE", server.Log, StringComparison.Ordinal);
        Assert.Contains("PASS NEW", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exim_takes_each_mail_once()
    {
        await using var server = await EximServer.StartAsync();
        var sent = await SendAsync(server.Port);
        Assert.Equal(sent, server.Bodies.Count);
    }

    [Fact]
    public async Task Aiosmtpd_takes_each_mail_once()
    {
        await using var server = await AioSmtpServer.StartAsync();
        var sent = await SendAsync(server.Port);
        Assert.Equal(sent, server.Mails.Count);
        Assert.All(server.Mails, path => Assert.DoesNotContain("Subject: smuggled", HeaderOf(File.ReadAllText(path)), StringComparison.Ordinal));
    }

    private static async Task<int> SendAsync(int port)
    {
        await using var engine = await SendingEngine.StartAsync(port);
        var template = await engine.Client.Templates.CreateAsync(new() { Name = "letter", Type = TemplateType.PlainText, Source = "Dear {{ name }}, that was all.\n" }, Token);
        var requests = Ends.SelectMany((end, i) =>
        {
            var smuggled = $"\u00e9 before{end}MAIL FROM:<x@example.com>\r\nRCPT TO:<y@example.org>\r\nDATA\r\nSubject: smuggled\r\n\r\nx{end}QUIT\r\n";
            var request = new SendRequest { From = MailFamily.From, To = ["ada@example.org"], Subject = FormattableString.Invariant($"smuggling {i}") };
            return new[]
            {
                request with { Text = smuggled },
                request with { Text = smuggled, Html = $"<p>{smuggled}</p>" },
                request with { Template = template.Id, Data = new() { ["name"] = smuggled } },
                request with { Text = "see file", Attachments = [new("smuggled.txt", System.Text.Encoding.UTF8.GetBytes(smuggled), "text/plain; charset=utf-8")] },
                request with { Mime = System.Text.Encoding.UTF8.GetBytes($"From: {MailFamily.From}\nTo: ada@example.org\nSubject: raw\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{smuggled}") },
            };
        }).ToList();
        await engine.SendAsync(requests, Token);
        return requests.Count;
    }

    private static string HeaderOf(string mail)
    {
        var lines = mail.ReplaceLineEndings("\n");
        return lines[..Math.Max(0, lines.IndexOf("\n\n", StringComparison.Ordinal))];
    }
}
