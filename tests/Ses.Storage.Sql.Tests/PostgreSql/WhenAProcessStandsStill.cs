using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Tests.PostgreSql;

public sealed class WhenAProcessStandsStill(PostgreSqlFixture fixture)
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Its_transaction_is_ended_by_the_server_and_others_get_its_locks(bool hasOwnConnections)
    {
        await using var storage = hasOwnConnections
            ? SqlStorage.OfPostgreSql(await fixture.NewDatabaseAsync())
            : SqlStorage.OfPostgreSql(await fixture.OpenAsync(), new() { Schema = fixture.NewSchema() });
        var lease = await storage.Nodes.JoinAsync("still", TimeToLive, DateTimeOffset.UnixEpoch, Token);
        var database = await storage.Store.OpenAsync(Token);
        var (locked, awake) = (new TaskCompletionSource(), new TaskCompletionSource());
        var still = database.WriteAsync(
            WritePriority.Settle,
            async (session, token) =>
            {
                await session.Sql("SELECT epoch FROM ses_nodes WHERE epoch = @epoch FOR UPDATE").With("epoch", lease.Epoch.Value).NumberAsync(token);
                locked.TrySetResult();
                await awake.Task;
                return await session.Sql("SELECT 1").NumberAsync(token);
            },
            Token).AsTask();
        await locked.Task;

        Assert.NotNull(await storage.Nodes.RenewAsync(lease.Epoch, TimeToLive, lease.StoreTime, Token));
        Assert.False(still.IsCompleted);
        awake.SetResult();
        var error = await Assert.ThrowsAsync<SesException>(() => still);
        Assert.True(error.IsTransient);
        Assert.Contains("had stood still for 10 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_in_the_middle_of_a_statement_is_ended_by_whoever_looks_for_nodes_to_take_over_from()
    {
        var (source, schema) = (await fixture.OpenAsync(), fixture.NewSchema());
        await using var storage = SqlStorage.OfPostgreSql(source, new() { Schema = schema });
        var lease = await storage.Nodes.JoinAsync("still", TimeToLive, DateTimeOffset.UnixEpoch, Token);
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using (var command = new Npgsql.NpgsqlCommand($"SELECT 1 FROM {schema}.nodes WHERE epoch = {lease.Epoch.Value} FOR UPDATE", connection))
            await command.ExecuteNonQueryAsync(Token);
        // What no time-out of the server ends: it waits for rows that do not come.
        var copy = await connection.BeginBinaryImportAsync($"COPY {schema}.nodes (epoch) FROM STDIN (FORMAT BINARY)", Token);

        var renewed = storage.Nodes.RenewAsync(lease.Epoch, TimeToLive, lease.StoreTime, Token).AsTask();
        while (!renewed.IsCompleted)
        {
            await storage.Nodes.TakeOverAsync(1, new(), lease.StoreTime, Token);
            await Task.WhenAny(renewed, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token));
        }

        Assert.NotNull(await renewed);
        await Assert.ThrowsAnyAsync<Exception>(async () => await copy.CompleteAsync(Token));
    }
}
