using System.Collections.Concurrent;
using Npgsql;
using Ses.Judges;
using Ses.Storage.Specifications;
using Ses.Storage.Sql.Tests.PostgreSql;

[assembly: AssemblyFixture(typeof(PostgreSqlFixture))]

namespace Ses.Storage.Sql.Tests.PostgreSql;

/// <summary>One private server for all tests; a schema for each. It starts with the first test that wants it.</summary>
public sealed class PostgreSqlFixture : StorageFixture, IAsyncDisposable
{
    private readonly ConcurrentDictionary<ISesStorage, string> _schemas = new(ReferenceEqualityComparer.Instance);
    private readonly SemaphoreSlim _starting = new(1, 1);
    private PostgreSqlServer? _server;
    private NpgsqlDataSource? _source;
    private int _count;

    public override int ModelSequences => 15;

    /// <summary>A data source of the server.</summary>
    public async Task<NpgsqlDataSource> OpenAsync()
    {
        await _starting.WaitAsync();
        try
        {
            _server ??= await PostgreSqlServer.StartAsync();
            return _source ??= NpgsqlDataSource.Create(_server.ConnectionString() + ";Maximum Pool Size=200;Max Auto Prepare=100");
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>The connection string of a database, which need not exist; the server has been started.</summary>
    public string ConnectionString(string database) => _server!.ConnectionString(database);

    /// <summary>A name that no other test has.</summary>
    public string NewSchema() => $"test_{Interlocked.Increment(ref _count)}";

    /// <summary>A new database of the server, by its connection string; in a folder of its own if one is named.</summary>
    public async Task<string> NewDatabaseAsync(string? folder = null)
    {
        await OpenAsync();
        var name = "database_" + Interlocked.Increment(ref _count);
        if (folder is not null)
            await RunAsync($"CREATE TABLESPACE {name} LOCATION '{await PostgreSqlServer.OwnAsync(folder)}'");
        await RunAsync($"CREATE DATABASE {name}" + (folder is null ? "" : $" TABLESPACE {name}"));
        return _server!.ConnectionString(name) + ";Pooling=true;Maximum Pool Size=30";
    }

    /// <summary>Gives back the folder that a database had to itself.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await RunAsync($"DROP DATABASE {name} WITH (FORCE)");
        await RunAsync($"DROP TABLESPACE {name}");
    }

    public override ValueTask<ISesStorage> CreateAsync(CancellationToken cancellationToken) => ConnectAsync(NewSchema());

    public override ValueTask<ISesStorage> ConnectAsync(ISesStorage storage, CancellationToken cancellationToken) => ConnectAsync(_schemas[storage]);

    public override async ValueTask<ISesStorage> ReopenAsync(ISesStorage storage, CancellationToken cancellationToken)
    {
        await ReleaseAsync(storage);
        return await ConnectAsync(_schemas[storage]);
    }

    public override async ValueTask<string> DumpAsync(ISesStorage storage, CancellationToken cancellationToken) => await PostgreSqlDump.OfAsync(await OpenAsync(), _schemas[storage], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
            await _source.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _starting.Dispose();
    }

    private async Task RunAsync(string sql)
    {
        await using var command = (await OpenAsync()).CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    // The suites have a clock of their own.
    private async ValueTask<ISesStorage> ConnectAsync(string schema)
    {
        var storage = SqlStorage.OfPostgreSql(await OpenAsync(), new() { Schema = schema, UseServerClock = false });
        _schemas[storage] = schema;
        return storage;
    }
}
