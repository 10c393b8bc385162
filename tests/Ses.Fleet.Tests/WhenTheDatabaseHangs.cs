namespace Ses.Fleet.Tests;

/// <summary>PostgreSQL is frozen in the middle of a batch, for longer than the node's lease: it takes connections and answers nothing. Then it goes on.</summary>
public sealed class WhenTheDatabaseHangs(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_engine_begins_nothing_while_it_hangs_and_goes_on_by_itself()
    {
        // Calls time out by Npgsql's own options, here sooner than after its 30 seconds.
        await using var store = await PostgreSqlFleetStore.StartAsync(nodeOptions: "Command Timeout=2;Timeout=2");
        await using var batch = await Batch.PrepareAsync(store, Scale.OutageBatch, Token);
        await using var node = FleetNode.Start("node", store, leaseSeconds: 6, answerMilliseconds: 250);
        await batch.BeginAsync(Token);
        await node.WaitForAcceptedAsync(Scale.OutageBatch / 3, Token);

        store.Server.Freeze();
        var frozen = node.AcceptedCount;
        await node.WaitForOutputAsync("did not answer in time", Token);
        await node.WaitForOutputAsync("The lease pump failed", Token, times: 4);
        var hung = node.AcceptedCount;
        output.WriteLine($"{frozen} mails taken when the store froze, {hung} while it was frozen");
        // What was on the wire ends, and what was begun before the oldest reply had waited too long.
        Assert.InRange(hung - frozen, 0, 2 * Scale.Concurrency);

        store.Server.Thaw();
        await batch.WaitUntilSentAsync(() => node.Output, Token);
        var tally = Tally.Of(node);
        output.WriteLine($"{tally.Accepted - batch.Recipients.Count} twice, {tally.LeasesLost} leases lost");
        Assert.Empty(batch.Recipients.Except(tally.PerRecipient.Keys));
        // Only replies that came while it hung can be missing on record.
        Assert.InRange(tally.Accepted - batch.Recipients.Count, 0, 2 * Scale.Concurrency);
        var counters = await batch.CountAsync(Token);
        Assert.Equal((Scale.OutageBatch, 0), ((int)counters.Deliveries, (int)counters.Pending));
    }
}
