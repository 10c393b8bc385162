using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Ses.Dns;
using Ses.Sending;

namespace Ses.Testing.Tests;

public sealed class WhenAHostIsTested
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_mail_is_found_by_recipient()
    {
        await using var server = SimulatedMailServer.Start();
        var dns = new InMemoryDns();
        // As the host sets itself up, and what its test adds.
        await using var provider = new ServiceCollection()
            .AddSes(ses => ses.UseInMemory().UseSmtp(smtp => smtp.Relay("mail.host.example", 587)))
            .AddSes(ses => ses.UseSimulatedMail(server, dns))
            .BuildServiceProvider();
        var client = provider.GetRequiredService<ISesClient>();
        await dns.CreateVerifiedAsync(client, "shop.example", Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = provider.GetRequiredService<SesEngine>().RunAsync(stop.Token);

        await client.SendAsync(new SendRequest { From = "Shop <orders@shop.example>", To = ["ada@reader.example", "bounce@reader.example"], Subject = "Grüße", Html = "<p>Your order</p>", Attachments = [new("a.txt", "b"u8.ToArray())] }, Token);
        var mail = await server.Log.WaitForAsync(to: "ADA@reader.example", Token);
        Assert.Equal(("Grüße", "orders@shop.example"), (mail.Subject, mail.Sender));
        Assert.Contains("<p>Your order</p>", mail.Html, StringComparison.Ordinal);
        Assert.Contains("Your order", mail.Text, StringComparison.Ordinal);
        Assert.Equal("a.txt", Assert.Single(mail.Read().Attachments).ContentDisposition!.FileName);
        Assert.Same(mail, server.Log.Single(to: "ada@reader.example"));
        await stop.CancelAsync();
        await running;
        Assert.Empty(server.Log.To("bounce@reader.example"));
        Assert.Equal(1, server.Log.Accepted);

        var error = Assert.Throws<InvalidOperationException>(() => server.Log.Single(to: "nobody@reader.example"));
        Assert.Contains("0 messages were accepted for nobody@reader.example", error.Message, StringComparison.Ordinal);
        Assert.Contains("orders@shop.example → ada@reader.example: Grüße", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_ends_with_its_token()
    {
        await using var server = SimulatedMailServer.Start();
        using var impatience = new CancellationTokenSource();
        var waiting = server.Log.WaitForAsync("ada@reader.example", impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Contains("accepted: nothing", Assert.Throws<InvalidOperationException>(() => server.Log.Single(to: "ada@reader.example")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_DNS_serves_what_was_put_in_and_fails_where_it_is_told_to()
    {
        var dns = new InMemoryDns().AddText("a.example", "one").AddText("A.example.", "two").AddMx("b.example", 10, "mx.b.example").AddAddress("mx.b.example", IPAddress.Parse("192.0.2.1"));
        Assert.Equal(["one", "two"], (await dns.GetTxtAsync("A.EXAMPLE.", Token)).Records);
        Assert.Equal([new MxHost(10, "mx.b.example")], (await dns.GetMxAsync("b.example", Token)).Records);
        Assert.Equal(["mx.b.example"], (await dns.GetNamesAsync(IPAddress.Parse("192.0.2.1"), Token)).Records);
        Assert.Equal(DnsStatus.NoSuchName, (await dns.GetNamesAsync(IPAddress.Parse("192.0.2.2"), Token)).Status);
        Assert.Equal(DnsStatus.NoRecords, (await dns.GetMxAsync("a.example", Token)).Status);
        Assert.Equal(DnsStatus.NoSuchName, (await dns.GetMxAsync("c.example", Token)).Status);
        dns.Fail("a.example", DnsStatus.Timeout);
        Assert.Equal((DnsStatus.Timeout, 0), ((await dns.GetTxtAsync("a.example", Token)).Status, (await dns.GetTxtAsync("a.example", Token)).Records.Count));
        dns.Fail("a.example", DnsStatus.Found).RemoveTexts("a.example").Remove("b.example");
        Assert.Equal(DnsStatus.NoSuchName, (await dns.GetTxtAsync("a.example", Token)).Status);
        Assert.Equal(DnsStatus.NoSuchName, (await dns.GetMxAsync("b.example", Token)).Status);
        Assert.Equal(10, dns.Questions);
    }
}
