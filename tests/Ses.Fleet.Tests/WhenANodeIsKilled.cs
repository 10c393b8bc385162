using System.Security.Cryptography;

namespace Ses.Fleet.Tests;

/// <summary>A batch whose only node is killed at random moments and started again.</summary>
public sealed class WhenANodeIsKilled(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everyone_gets_the_mail_and_only_those_under_way_get_it_twice_on_SQLite()
    {
        await using var store = new SqliteFleetStore();
        await KillAndCountAsync(store);
    }

    [Fact]
    public async Task Everyone_gets_the_mail_and_only_those_under_way_get_it_twice_on_PostgreSQL()
    {
        await using var store = await PostgreSqlFleetStore.StartAsync();
        await KillAndCountAsync(store);
    }

    private async Task KillAndCountAsync(FleetStore store)
    {
        await using var batch = await Batch.PrepareAsync(store, Scale.KilledBatch, Token);
        await batch.BeginAsync(Token);
        var tally = new Tally();
        for (var kill = 0; kill < Scale.Kills; kill++)
            await KillOnceAsync(store, batch, tally, kill);
        await using var last = FleetNode.Start("last", store);
        await batch.WaitUntilSentAsync(() => last.Output, Token);
        tally.Add(last);
        output.WriteLine($"{Scale.Kills} kills, {batch.Recipients.Count} recipients, {tally.Accepted} mails taken, {tally.Uncertain} of them not settled at a kill, {tally.Allowed} allowed");

        Assert.Empty(batch.Recipients.Except(tally.PerRecipient.Keys));
        // Whatever was taken and not on record is sent again, and nothing else is. A node so slow that it lost its lease has forgotten what it had in hand.
        Assert.InRange(tally.Accepted - batch.Recipients.Count, 0, tally.Uncertain + (tally.LeasesLost * Scale.InHand));
        Assert.True(tally.Uncertain <= tally.Allowed, $"{tally.Uncertain} were not settled, {tally.Allowed} were on the wire or within {Scale.Unsettled.TotalMilliseconds} ms");
        var counters = await batch.CountAsync(Token);
        Assert.Equal((tally.PerRecipient.Count, 0, 0), ((int)counters.Deliveries, (int)counters.Bounces, (int)counters.Pending));
        Assert.Equal(batch.Recipients.Count, (int)counters.Requests);
    }

    private async Task KillOnceAsync(FleetStore store, Batch batch, Tally tally, int kill)
    {
        await using var node = FleetNode.Start($"node{kill}", store);
        // At random, but spread, so that the last kill still falls into the batch; now and then before the first mail.
        var share = (batch.Recipients.Count - tally.PerRecipient.Count) / (Scale.Kills - kill + 1);
        var moment = RandomNumberGenerator.GetInt32(0, Math.Max(1, share + (share / 2)));
        if (moment == 0)
            await node.WaitForOutputAsync("joined with epoch", Token);
        await node.WaitForAcceptedAsync(Math.Min(moment, batch.Recipients.Count - tally.PerRecipient.Count), Token);
        await node.KillAsync();
        await store.WaitUntilGoneAsync(node.Name, Token);
        var queued = await store.QueuedAsync();
        var uncertain = node.Accepted.Keys.Where(queued.Contains).ToList();
        tally.Add(node);
        tally.Uncertain += uncertain.Count;
        // Where kills are few, chance weighs more: a mail then counts as under way until the node has read the reply, which the server cannot see.
        tally.Allowed += (Scale.IsFull ? node.InFlight : Scale.Concurrency) + node.RecentlyTaken;
        output.WriteLine($"{node.Name}: killed after {node.AcceptedCount} mails (aimed at {moment}); {uncertain.Count} not settled, {node.InFlight} not answered, {node.RecentlyTaken} replies in the last {Scale.Unsettled.TotalMilliseconds} ms");
    }
}
