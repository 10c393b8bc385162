using Ses.Ledger;
using Ses.Sending;

namespace Ses.Tests.Delivery;

public sealed class WhenTheStoreIsSlow
{
    private const int Concurrency = 4;

    [Fact]
    public void What_is_sent_and_not_on_record_stays_little()
    {
        using var world = new SmallWorld(options => options.Delivery.MaxConcurrency = Concurrency);
        var receipts = Enumerable.Range(0, 3).Select(i => world.Send([.. Enumerable.Range(0, 50).Select(j => $"r{i}-{j}@d{j % 5}.example")])).ToList();
        // Attempts of about 40 ms, and a settle that takes many times as long.
        world.World.Servers.LongestAttempt = TimeSpan.FromMilliseconds(80);
        world.World.StoreFaults = new(0, 0, TimeSpan.FromMilliseconds(1_000));
        world.Start();
        var most = 0;
        Assert.True(world.World.RunUntil(() =>
        {
            var settled = Settled(world, receipts);
            most = Math.Max(most, world.World.Servers.Attempts.Count - settled);
            return settled == 150;
        }));

        Assert.Equal(150, world.World.Servers.Attempts.Count);
        // On the wire, and what those four can send in a moment; they had 32 in hand.
        Assert.InRange(most, Concurrency, 4 * Concurrency);
    }

    private static int Settled(SmallWorld world, List<SendReceipt> receipts) =>
        receipts.Sum(receipt => world.Deliveries(receipt).Count(delivery => delivery.State == DeliveryState.Delivered));
}
