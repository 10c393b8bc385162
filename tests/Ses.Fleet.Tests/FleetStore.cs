using Microsoft.Data.Sqlite;
using Ses.Judges;

namespace Ses.Fleet.Tests;

/// <summary>A store that processes share, and what it says of itself beside Ses.</summary>
internal abstract class FleetStore : IAsyncDisposable
{
    public abstract IReadOnlyList<string> Arguments(string node);

    public abstract SesBuilder Use(SesBuilder ses);

    /// <summary>Waits until what a killed process had asked for is carried out or gone.</summary>
    public abstract Task WaitUntilGoneAsync(string node, CancellationToken cancellationToken);

    /// <summary>Rows of one text column. Tables are named as in SQLite: <c>ses_deliveries</c>.</summary>
    public abstract Task<IReadOnlyList<string>> QueryAsync(string sql);

    /// <summary>To whom mail waits or is under way.</summary>
    public async Task<IReadOnlySet<string>> QueuedAsync() => (await QueryAsync("SELECT recipient FROM ses_deliveries WHERE state = 0")).ToHashSet();

    public abstract ValueTask DisposeAsync();
}

internal sealed class SqliteFleetStore : FleetStore
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("fleet.db");

    public override IReadOnlyList<string> Arguments(string node) => ["sqlite", File];

    public override SesBuilder Use(SesBuilder ses) => ses.UseSqlite(File, options => options.BusyTimeout = TimeSpan.FromMinutes(1));

    // A process that is gone has closed the file; what was not committed is not in it.
    public override Task WaitUntilGoneAsync(string node, CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False;Default Timeout=60");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

internal sealed class PostgreSqlFleetStore(PostgreSqlServer server) : FleetStore
{
    public PostgreSqlServer Server => server;

    /// <summary>What the nodes' connection strings say beside.</summary>
    public string NodeOptions { get; init; } = "";

    public static async Task<PostgreSqlFleetStore> StartAsync(bool isDurable = false, string nodeOptions = "") =>
        new(await PostgreSqlServer.StartAsync(isDurable)) { NodeOptions = nodeOptions };

    public override IReadOnlyList<string> Arguments(string node) => ["postgres", $"{server.ConnectionString()};Application Name={node};{NodeOptions}"];

    public override SesBuilder Use(SesBuilder ses) => ses.UsePostgreSql(server.ConnectionString() + ";Application Name=test");

    public override async Task WaitUntilGoneAsync(string node, CancellationToken cancellationToken)
    {
        while ((await QueryAsync($"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{node}'")).Single() != "0")
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
    }

    public override async Task<IReadOnlyList<string>> QueryAsync(string sql) =>
        (await server.QueryAsync(sql.Replace("ses_", "ses.", StringComparison.Ordinal))).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public override ValueTask DisposeAsync() => server.DisposeAsync();
}
