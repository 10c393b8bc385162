using System.Net;
using Ses.Judges;
using Ses.Ledger;
using Ses.Testing;

namespace Ses.Tests.Feedback;

/// <summary>Postfix, Exim and OpenSMTPD take our mail, cannot deliver it, and write to us about it in their own words.</summary>
public sealed class WhenOthersBounce : IAsyncDisposable
{
    private readonly SimulatedMailServer _server = SimulatedMailServer.Start();
    private readonly int _port = FreePort.Find();

    private Dictionary<string, int> Routes => new() { ["reader.example"] = _server.Port, ["bounce.shop.example"] = _port };

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("bounce@reader.example", DeliveryFacts.BouncedInvalidAddress)]
    [InlineData("spam@reader.example", DeliveryFacts.BouncedSpam)]
    public async Task Postfix_s_report_is_read_and_only_the_invalid_address_is_blocked(string recipient, DeliveryFacts expected)
    {
        await using var postfix = await PostfixRelay.StartAsync(Routes);
        await BounceAsync(postfix.Port, () => postfix.Log, recipient, expected);
    }

    [Theory]
    [InlineData("bounce@reader.example", DeliveryFacts.BouncedInvalidAddress)]
    [InlineData("spam@reader.example", DeliveryFacts.BouncedSpam)]
    public async Task Exim_s_report_is_read_and_only_the_invalid_address_is_blocked(string recipient, DeliveryFacts expected)
    {
        await using var exim = await EximServer.StartAsync(Routes);
        await BounceAsync(exim.Port, () => exim.Log, recipient, expected);
    }

    [Theory]
    [InlineData("bounce@reader.example", DeliveryFacts.BouncedInvalidAddress)]
    [InlineData("spam@reader.example", DeliveryFacts.BouncedSpam)]
    public async Task OpenSMTPD_s_report_is_read_and_only_the_invalid_address_is_blocked(string recipient, DeliveryFacts expected)
    {
        await using var openSmtpd = await OpenSmtpdServer.StartAsync(Routes);
        await BounceAsync(openSmtpd.Port, () => openSmtpd.Log, recipient, expected);
    }

    private async Task BounceAsync(int relay, Func<string> log, string recipient, DeliveryFacts expected)
    {
        await using var host = await ReturnHost.StartAsync(relay, smtp => smtp.ReceiveBounces(new(IPAddress.Loopback, _port)));
        var receipt = await host.SendAsync(recipient);
        var delivery = await host.WaitForAsync(receipt, DeliveryState.Bounced, log);
        Assert.Equal(expected, delivery.Facts & DeliveryFacts.Bounced);
        Assert.Equal(expected == DeliveryFacts.BouncedInvalidAddress, await host.Client.Blocklists.FindAsync(recipient, cancellationToken: TestContext.Current.CancellationToken) is not null);
    }
}
