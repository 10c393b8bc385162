using Microsoft.Extensions.DependencyInjection;
using Ses.Testing;

namespace Ses.Storage.Sql.Tests.PostgreSql;

public sealed class WhenAHostIsTakenDown(PostgreSqlFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_connections_are_closed_though_its_engine_still_runs()
    {
        var database = await fixture.NewDatabaseAsync();
        var services = new ServiceCollection().AddSes(ses => ses.UsePostgreSql(database).UseSmtp().UseDns(_ => new InMemoryDns())).BuildServiceProvider();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = services.GetRequiredService<SesEngine>().RunAsync(stop.Token);
        while (await ListenersAsync(database) == 0)
            await Task.Yield();

        await services.DisposeAsync();

        Assert.Equal(0, await ListenersAsync(database));
        await stop.CancelAsync();
        await running;
    }

    private async Task<long> ListenersAsync(string database)
    {
        var name = new Npgsql.NpgsqlConnectionStringBuilder(database).Database;
        await using var command = (await fixture.OpenAsync()).CreateCommand($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND query LIKE 'LISTEN%'");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
