using System.Net;
using Ses.Judges;
using Ses.Ledger;
using Ses.Testing;

namespace Ses.Tests.Feedback;

public sealed class WhenPostfixBounces
{
    [Theory]
    [InlineData("bounce@reader.example", DeliveryFacts.BouncedInvalidAddress)]
    [InlineData("spam@reader.example", DeliveryFacts.BouncedSpam)]
    public async Task Its_own_report_is_read_and_only_the_invalid_address_is_blocked(string recipient, DeliveryFacts expected)
    {
        await using var server = SimulatedMailServer.Start();
        var port = FreePort.Find();
        await using var postfix = await PostfixRelay.StartAsync(new Dictionary<string, int> { ["reader.example"] = server.Port, ["bounce.shop.example"] = port });
        await using var host = await ReturnHost.StartAsync(postfix.Port, smtp => smtp.ReceiveBounces(new(IPAddress.Loopback, port)));
        var receipt = await host.SendAsync(recipient);
        var delivery = await host.WaitForAsync(receipt, DeliveryState.Bounced, () => postfix.Log);
        Assert.Equal(expected, delivery.Facts & DeliveryFacts.Bounced);
        Assert.Equal(expected == DeliveryFacts.BouncedInvalidAddress, await host.Client.Blocklists.FindAsync(recipient, cancellationToken: TestContext.Current.CancellationToken) is not null);
    }
}
