using Microsoft.Extensions.DependencyInjection;
using Ses.Judges;
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
        await Eventually.Holds(async () => await ListenersAsync(database) == 1, "the engine's listening");

        await services.DisposeAsync();

        // The server ends a session only some time after the client has closed its connection.
        await Eventually.Holds(async () => await ConnectionsAsync(database) == 0, "the end of all connections");
        await stop.CancelAsync();
        await running;
    }

    private Task<long> ListenersAsync(string database) => CountAsync(database, "query LIKE 'LISTEN%'");

    private Task<long> ConnectionsAsync(string database) => CountAsync(database, "backend_type = 'client backend'");

    private async Task<long> CountAsync(string database, string which)
    {
        var name = new Npgsql.NpgsqlConnectionStringBuilder(database).Database;
        await using var command = (await fixture.OpenAsync()).CreateCommand($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND {which}");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
