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
    [InlineData(Other.Postfix, "bounce@reader.example", DeliveryFacts.BouncedInvalidAddress)]
    [InlineData(Other.Postfix, "spam@reader.example", DeliveryFacts.BouncedSpam)]
    [InlineData(Other.Exim, "bounce@reader.example", DeliveryFacts.BouncedInvalidAddress)]
    [InlineData(Other.Exim, "spam@reader.example", DeliveryFacts.BouncedSpam)]
    [InlineData(Other.OpenSmtpd, "bounce@reader.example", DeliveryFacts.BouncedInvalidAddress)]
    [InlineData(Other.OpenSmtpd, "spam@reader.example", DeliveryFacts.BouncedSpam)]
    public async Task Their_report_is_read_and_only_the_invalid_address_is_blocked(Other other, string recipient, DeliveryFacts expected)
    {
        var (relay, port, log) = await StartAsync(other);
        await using var stopping = relay;
        await using var host = await ReturnHost.StartAsync(port, smtp => smtp.ReceiveBounces(new(IPAddress.Loopback, _port)));
        var receipt = await host.SendAsync(recipient);
        var delivery = await host.WaitForAsync(receipt, DeliveryState.Bounced, log);
        Assert.Equal(expected, delivery.Facts & DeliveryFacts.Bounced);
        Assert.Equal(expected == DeliveryFacts.BouncedInvalidAddress, await host.Client.Blocklists.FindAsync(recipient, cancellationToken: TestContext.Current.CancellationToken) is not null);
    }

    private async Task<(IAsyncDisposable Relay, int Port, Func<string> Log)> StartAsync(Other other)
    {
        switch (other)
        {
            case Other.Postfix:
                var postfix = await PostfixRelay.StartAsync(Routes);
                return (postfix, postfix.Port, () => postfix.Log);
            case Other.Exim:
                var exim = await EximServer.StartAsync(Routes);
                return (exim, exim.Port, () => exim.Log);
            default:
                var openSmtpd = await OpenSmtpdServer.StartAsync(Routes);
                return (openSmtpd, openSmtpd.Port, () => openSmtpd.Log);
        }
    }

    public enum Other
    {
        Postfix,
        Exim,
        OpenSmtpd,
    }
}
