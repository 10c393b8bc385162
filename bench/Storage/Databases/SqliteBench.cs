using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Ses.Storage.Sql;

namespace StorageBench.Databases;

/// <summary>Files in a folder of our own.</summary>
internal sealed class SqliteBench(string folder) : BenchDatabase
{
    public override string Name => "sqlite";

    public string PathOf(string store) => Path.Combine(folder, store + ".db");

    public override SqlStorage Open(string store) => SqlStorage.OfSqlite(new() { Path = PathOf(store) });

    public override async Task<PlainWriter> OpenPlainAsync(string store) => new SqlitePlainWriter(await ConnectAsync(store));

    public override async Task<long?> RunAsync(string store, string sql)
    {
        await using var connection = await ConnectAsync(store);
        return Run(connection, sql) as long?;
    }

    public override async Task SettleDownAsync(string store) => await RunAsync(store, "PRAGMA wal_checkpoint(TRUNCATE)");

    public override async Task<IAsyncDisposable> HoldSnapshotAsync(string store)
    {
        var connection = await ConnectAsync(store);
        Run(connection, "BEGIN");
        Run(connection, "SELECT count(*) FROM ses_nodes");
        return connection;
    }

    public override object Id(UInt128 id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return bytes;
    }

    public override ValueTask DisposeAsync() => default;

    // As the store opens its writer: the log, a sync at each commit, the same cache.
    private async Task<SqliteConnection> ConnectAsync(string store)
    {
        var connection = new SqliteConnection($"Data Source={PathOf(store)};Pooling=False");
        await connection.OpenAsync();
        Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY");
        return connection;
    }

    private static object? Run(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        return command.ExecuteScalar();
    }
}

/// <summary>One prepared INSERT a table, one execution a row.</summary>
internal sealed class SqlitePlainWriter(SqliteConnection connection) : PlainWriter
{
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    public override Task InsertAsync(IReadOnlyList<PlainTable> tables)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var table in tables)
        {
            var command = Prepared(table);
            command.Transaction = transaction;
            foreach (var row in table.Rows)
            {
                for (var i = 0; i < row.Length; i++)
                    command.Parameters[i].Value = row[i] ?? DBNull.Value;
                command.ExecuteNonQuery();
            }
        }

        transaction.Commit();
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values)
            await command.DisposeAsync();
        await connection.DisposeAsync();
    }

    private SqliteCommand Prepared(PlainTable table)
    {
        if (_commands.TryGetValue(table.Name, out var known))
            return known;
        var command = new SqliteCommand($"INSERT INTO {table.Name} ({string.Join(", ", table.Columns)}) VALUES ({string.Join(", ", table.Columns.Select(column => "@" + column))})", connection);
        foreach (var column in table.Columns)
            command.Parameters.Add(new() { ParameterName = "@" + column });
        command.Prepare();
        return _commands[table.Name] = command;
    }
}
