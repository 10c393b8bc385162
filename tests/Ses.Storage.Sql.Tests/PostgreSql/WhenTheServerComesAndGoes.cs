using System.Diagnostics;
using Ses.Judges;
using Ses.Primitives;

namespace Ses.Storage.Sql.Tests.PostgreSql;

public sealed class WhenTheServerComesAndGoes
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_calls_behind_a_restart_does_not_see_that_the_pool_is_from_before()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var storage = SqlStorage.OfPostgreSql(server.ConnectionString());
        await using var source = Npgsql.NpgsqlDataSource.Create(server.ConnectionString());
        await using var hosts = SqlStorage.OfPostgreSql(source);
        await CallAsync(storage, 8);
        await CallAsync(hosts, 8);

        await server.StopAsync();
        var error = await Assert.ThrowsAsync<SesException>(async () => await storage.Nodes.ReserveEpochAsync(Token));
        Assert.Equal((SesErrorCode.StorageFailed, true), (error.Code, error.IsTransient));
        await server.StartAgainAsync();

        await CallAsync(storage, 8);
        // Nobody has noticed yet that this pool is from before.
        await CallAsync(hosts, 8);
        Assert.Equal(33, (await storage.Nodes.ReserveEpochAsync(Token)).Value);
    }

    [Fact]
    public async Task One_that_hangs_fails_the_calls_in_time_and_is_asked_again_when_it_goes_on()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var storage = SqlStorage.OfPostgreSql(server.ConnectionString() + ";Command Timeout=1;Timeout=2");
        await CallAsync(storage, 4);

        server.Freeze();
        var begun = Stopwatch.GetTimestamp();
        var error = await Assert.ThrowsAsync<SesException>(async () => await storage.Nodes.ReserveEpochAsync(Token));
        Assert.Equal((SesErrorCode.StorageFailed, true), (error.Code, error.IsTransient));
        Assert.Contains("did not answer in time", error.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

        server.Thaw();
        await CallAsync(storage, 4);
    }

    // At once, so that the pool has several connections. Each reads, and writes.
    private static Task CallAsync(SqlStorage storage, int times) => Task.WhenAll(Enumerable.Range(0, times).Select(async _ =>
    {
        Assert.Null(await storage.Domains.FindAsync(AccountId.Default, DomainName.Parse("nobody.example"), Token));
        await storage.Nodes.ReserveEpochAsync(Token);
    }));
}
