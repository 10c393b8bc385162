using Ses.Primitives;

namespace Ses.Storage.Sql.Tests.PostgreSql;

public sealed class WhenManyNodesShareADatabase(PostgreSqlFixture fixture)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_start_at_once_make_the_tables_once()
    {
        var source = await fixture.OpenAsync();
        var schema = fixture.NewSchema();
        var doors = Enumerable.Range(0, 8).Select(_ => SqlStorage.OfPostgreSql(source, new() { Schema = schema })).ToList();
        var epochs = await Task.WhenAll(doors.Select(door => Task.Run(async () => await door.Nodes.ReserveEpochAsync(Token), Token)));
        Assert.Equal(Enumerable.Range(1, 8), epochs.Select(epoch => epoch.Value).Order());
        foreach (var door in doors)
            await door.DisposeAsync();
    }

    [Fact]
    public async Task Leases_are_kept_by_the_servers_clock_however_wrong_a_nodes_own_is()
    {
        await using var storage = SqlStorage.OfPostgreSql(await fixture.OpenAsync(), new() { Schema = fixture.NewSchema() });
        var wrong = TimeProvider.System.GetUtcNow().AddHours(-1);
        var lease = await storage.Nodes.JoinAsync("slow clock", TimeSpan.FromSeconds(30), wrong, Token);
        Assert.InRange(lease.StoreTime - wrong, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        Assert.Equal(lease.StoreTime.AddSeconds(30), lease.ExpiresAt);

        var renewed = await storage.Nodes.RenewAsync(lease.Epoch, TimeSpan.FromSeconds(30), wrong, Token);
        Assert.NotNull(renewed);
        Assert.True(renewed.ExpiresAt >= lease.ExpiresAt);
    }

    [Fact]
    public async Task A_node_that_accepts_wakes_the_others()
    {
        var (source, schema) = (await fixture.OpenAsync(), fixture.NewSchema());
        await using var accepting = SqlStorage.OfPostgreSql(source, new() { Schema = schema });
        await using var waiting = SqlStorage.OfPostgreSql(source, new() { Schema = schema });
        var mail = new SampleLetters(await accepting.Nodes.ReserveEpochAsync(Token));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        var awake = waiting.Store.WakeUp!.WaitAsync(patience.Token).AsTask();
        while (!awake.IsCompleted)
        {
            // Repeated, since what is told before someone listens is lost.
            await accepting.Ledger.AcceptAsync(mail.Letter(Now, 1, "wake"), Now, Token);
            await Task.WhenAny(awake, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token));
        }

        await awake;
    }

    [Fact]
    public async Task Each_day_has_a_partition_of_its_own_and_an_old_one_is_dropped()
    {
        var (source, schema) = (await fixture.OpenAsync(), fixture.NewSchema());
        await using var storage = SqlStorage.OfPostgreSql(source, new() { Schema = schema, UseServerClock = false });
        var mail = new SampleLetters(await storage.Nodes.ReserveEpochAsync(Token));
        var old = mail.Letter(Now.AddDays(-2), 2, "old");
        old = old with { Deliveries = [.. old.Deliveries.Select(row => row with { State = Ledger.DeliveryState.Rejected, Sequence = 1 })] };
        await storage.Ledger.AcceptAsync(old, Now.AddDays(-2), Token);
        await storage.Ledger.AcceptAsync(mail.Letter(Now, 2, "new"), Now, Token);
        Assert.Equal(["deliveries", "deliveries_20260228", "deliveries_20260302"], await TablesAsync(source, schema));

        while (await storage.Retention.SweepAsync(new(Cohort.Of(Now), Now.AddDays(-7), Now.AddDays(-30)), 100, Now, Token))
        {
            // Until nothing is left to let go.
        }

        Assert.Equal(["deliveries", "deliveries_20260302"], await TablesAsync(source, schema));
        Assert.Empty(await storage.Ledger.ListDeliveriesAsync(old.Message.Id, null, 10, Token));
    }

    private static async Task<List<string>> TablesAsync(Npgsql.NpgsqlDataSource source, string schema)
    {
        await using var command = source.CreateCommand($"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' AND tablename LIKE 'deliveries%' ORDER BY 1");
        await using var reader = await command.ExecuteReaderAsync(Token);
        var tables = new List<string>();
        while (await reader.ReadAsync(Token))
            tables.Add(reader.GetString(0));
        return tables;
    }
}
