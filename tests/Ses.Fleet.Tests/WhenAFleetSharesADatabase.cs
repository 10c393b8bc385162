namespace Ses.Fleet.Tests;

/// <summary>Three nodes on one PostgreSQL; one is killed, one frozen beyond its lease and woken.</summary>
public sealed class WhenAFleetSharesADatabase(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_lost_and_a_node_that_wakes_up_sends_and_settles_nothing_that_it_had()
    {
        await using var store = await PostgreSqlFleetStore.StartAsync();
        await using var batch = await Batch.PrepareAsync(store, Scale.FleetBatch, Token);
        await using var survivor = FleetNode.Start("survivor", store);
        await using var killed = FleetNode.Start("killed", store);
        await using var frozen = FleetNode.Start("frozen", store);
        FleetNode[] nodes = [survivor, killed, frozen];
        foreach (var node in nodes)
            await node.WaitForOutputAsync("joined with epoch", Token);
        await batch.BeginAsync(Token);

        var had = await FreezeInTheMiddleAsync(store, frozen);
        await killed.WaitForAcceptedAsync(Scale.FleetBatch / 10, Token);
        await killed.KillAsync();
        await batch.WaitUntilSentAsync(() => string.Join('\n', nodes.Select(node => node.Output)), Token);

        // All is sent by now: whatever the woken node still sends or settles is from its life before.
        var (before, record) = (frozen.AcceptedCount, await RecordAsync(store));
        frozen.Wake();
        await frozen.WaitForOutputAsync("joined with epoch", Token, times: 2);
        output.WriteLine($"frozen with {had} in hand; its server took {before} mails before it woke and {frozen.AcceptedCount - before} behind");
        Assert.InRange(frozen.AcceptedCount - before, 0, Scale.Concurrency);
        Assert.Equal(record, await RecordAsync(store));

        var tally = Tally.Of(nodes);
        output.WriteLine($"{string.Join(", ", nodes.Select(node => $"{node.Name} {node.AcceptedCount}"))}; {tally.Accepted - batch.Recipients.Count} twice");
        Assert.Empty(batch.Recipients.Except(tally.PerRecipient.Keys));
        // Only what a node had in hand when it lost its lease may come twice; the killed one lost its without saying so.
        Assert.InRange(tally.Accepted - batch.Recipients.Count, 0, (tally.LeasesLost + 1) * Scale.InHand);
        var counters = await batch.CountAsync(Token);
        Assert.Equal((Scale.FleetBatch, 0), ((int)counters.Deliveries, (int)counters.Pending));
    }

    // A node that has nothing in hand would prove nothing: it is let go on until it is caught with more than it may have on the wire.
    private static async Task<int> FreezeInTheMiddleAsync(PostgreSqlFleetStore store, FleetNode node)
    {
        for (var more = 1; ; more++)
        {
            await node.WaitForAcceptedAsync((Scale.FleetBatch / 20) + more, Token);
            node.Freeze();
            var had = int.Parse((await store.QueryAsync($"SELECT count(*) FROM ses_claims WHERE epoch IN (SELECT epoch FROM ses_nodes WHERE name = '{node.Name}')")).Single());
            if (had > 2 * Scale.Concurrency)
                return had;
            node.Wake();
        }
    }

    // Every delivery with how often it was changed and by what: a settle that came through would show.
    private static async Task<string> RecordAsync(PostgreSqlFleetStore store) =>
        (await store.QueryAsync("SELECT md5(string_agg(id || ' ' || state || ' ' || attempts || ' ' || sequence || ' ' || facts || ' ' || coalesce(epoch, 0), ',' ORDER BY id)) FROM ses_deliveries LEFT JOIN ses_claims ON delivery = id")).Single();
}
