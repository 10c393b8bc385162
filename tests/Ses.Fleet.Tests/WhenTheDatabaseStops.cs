namespace Ses.Fleet.Tests;

/// <summary>PostgreSQL is stopped in the middle of a batch, stays away for as long as the node's lease, and is started again.</summary>
public sealed class WhenTheDatabaseStops(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_engine_begins_nothing_while_it_is_away_and_goes_on_by_itself()
    {
        await using var store = await PostgreSqlFleetStore.StartAsync(isDurable: true);
        await using var batch = await Batch.PrepareAsync(store, Scale.OutageBatch, Token);
        await using var node = FleetNode.Start("node", store, leaseSeconds: 6, answerMilliseconds: 250);
        await batch.BeginAsync(Token);
        await node.WaitForAcceptedAsync(Scale.OutageBatch / 3, Token);

        var stopping = store.Server.StopAsync();
        await node.WaitForOutputAsync("The settle pump failed", Token);
        var noticed = node.AcceptedCount;
        await stopping;
        // Renewals fail at ever longer distances, 6 seconds together: the node holds its fence open for the first four of them.
        await node.WaitForOutputAsync("The lease pump failed", Token, times: 7);
        var before = node.AcceptedCount;
        output.WriteLine($"{noticed} mails taken when the engine noticed, {before} while the store was away");
        // What was on the wire ends; nothing that was in hand and not begun is begun.
        Assert.InRange(before - noticed, 0, Scale.Concurrency);

        await store.Server.StartAgainAsync();
        await batch.WaitUntilSentAsync(() => node.Output, Token);
        var tally = Tally.Of(node);
        output.WriteLine($"{tally.Accepted - batch.Recipients.Count} twice, {tally.LeasesLost} leases lost");
        Assert.Empty(batch.Recipients.Except(tally.PerRecipient.Keys));
        Assert.InRange(tally.Accepted - batch.Recipients.Count, 0, Math.Max(1, tally.LeasesLost) * Scale.InHand);
        var counters = await batch.CountAsync(Token);
        Assert.Equal((Scale.OutageBatch, 0), ((int)counters.Deliveries, (int)counters.Pending));
    }
}
