using System.Net;
using Ses.Judges;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Smtp.ReturnMail;
using Ses.Testing;

namespace Ses.Tests.Feedback;

public sealed class WhenBouncesComeBySmtp : IAsyncLifetime
{
    private readonly SimulatedMailServer _server = SimulatedMailServer.Start();
    private readonly int _port = FreePort.Find();
    private ReturnHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ReturnHost.StartAsync(_server.Port, smtp => smtp.ReceiveBounces(new(IPAddress.Loopback, _port), Configure));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static void Configure(BounceListenerOptions options)
    {
        options.ReportAddresses.Add(EmailAddress.Parse("fbl@shop.example"));
        options.MaxMessageOctets = 100_000;
        options.MaxConnectionsPerAddress = 3;
    }

    [Fact]
    public async Task One_to_a_return_path_of_ours_is_on_record_when_it_is_acknowledged()
    {
        var (receipt, path) = await DeliverAsync();
        await using var talk = await SmtpTalk.ConnectAsync(_port);
        Assert.StartsWith("250", await talk.AddressAsync(path.ToUpperInvariant()));
        Assert.StartsWith("250", await talk.SendAsync(ReturnWorld.Report("undisclosed-recipients:;")));
        var delivery = Assert.Single(await _host.DeliveriesAsync(receipt));
        Assert.Equal(DeliveryState.Bounced, delivery.State);
        Assert.StartsWith("221", await talk.SayAsync("QUIT"));
    }

    [Theory]
    [InlineData("somebody@bounce.shop.example")]
    [InlineData("news@shop.example")]
    [InlineData("bounce-00005140000000020000000000000007-0123456789abcdef0123@bounce.shop.example")]
    public async Task Nobody_else_gets_mail_here(string recipient)
    {
        await using var talk = await SmtpTalk.ConnectAsync(_port);
        Assert.StartsWith("550 5.1.1", await talk.AddressAsync(recipient));
        Assert.StartsWith("503", await talk.SayAsync("DATA"));
    }

    [Fact]
    public async Task Complaints_come_to_the_addresses_that_loops_know()
    {
        var (receipt, _) = await DeliverAsync();
        await using var talk = await SmtpTalk.ConnectAsync(_port);
        Assert.StartsWith("250", await talk.AddressAsync("fbl@shop.example"));
        Assert.StartsWith("250", await talk.SendAsync(ReturnWorld.Complaint($"Original-Rcpt-To: {ReturnWorld.Anna}", $"{receipt.Message}@shop.example")));
        Assert.True(Assert.Single(await _host.DeliveriesAsync(receipt)).Facts.HasFlag(DeliveryFacts.Complained));
    }

    [Fact]
    public async Task A_mail_that_is_too_large_is_refused()
    {
        await using var talk = await SmtpTalk.ConnectAsync(_port);
        Assert.StartsWith("250", await talk.AddressAsync("fbl@shop.example"));
        Assert.StartsWith("552", await talk.SendAsync("Subject: large\n\n" + string.Concat(Enumerable.Repeat(new string('x', 70) + "\n", 2_000))));
    }

    [Fact]
    public async Task Too_many_connections_are_turned_away()
    {
        var talks = new List<SmtpTalk>();
        for (var i = 0; i < 4; i++)
            talks.Add(await SmtpTalk.ConnectAsync(_port));
        var banners = new List<string?>();
        foreach (var talk in talks)
            banners.Add((await talk.AnswerAsync())?[..3]);
        Assert.Equal(["220", "220", "220", "421"], banners);
        foreach (var talk in talks)
            await talk.DisposeAsync();
    }

    private async Task<(Ses.Sending.SendReceipt Receipt, string ReturnPath)> DeliverAsync()
    {
        var receipt = await _host.SendAsync(ReturnWorld.Anna);
        await _host.WaitForAsync(receipt, DeliveryState.Delivered);
        return (receipt, _server.Log.Messages.Single().Sender);
    }
}
