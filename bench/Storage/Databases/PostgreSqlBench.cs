using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using Ses.Primitives;
using Ses.Storage.Sql;

namespace StorageBench.Databases;

/// <summary>Schemas of one PostgreSQL.</summary>
internal sealed partial class PostgreSqlBench(string connectionString, int server) : BenchDatabase
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    public override string Name => "postgres";

    public override int? Server => server;

    public override SqlStorage Open(string store) => SqlStorage.OfPostgreSql(connectionString, new() { Schema = store, UseServerClock = false, WakeOtherNodes = false });

    public override async Task<PlainWriter> OpenPlainAsync(string store) => new PostgreSqlPlainWriter(await _source.OpenConnectionAsync(), store);

    public override async Task<long?> RunAsync(string store, string sql)
    {
        await using var command = _source.CreateCommand(In(store, sql));
        command.CommandTimeout = 0;
        return await command.ExecuteScalarAsync() as long?;
    }

    public override async Task SettleDownAsync(string store)
    {
        await RunAsync(store, "VACUUM ANALYZE");
        await RunAsync(store, "CHECKPOINT");
    }

    public override async Task<IAsyncDisposable> HoldSnapshotAsync(string store)
    {
        var connection = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1", connection);
        await command.ExecuteScalarAsync();
        return connection;
    }

    public override object Id(UInt128 id)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return new Guid(bytes, bigEndian: true);
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    public static string In(string store, string sql) => Table().Replace(sql, $"\"{store}\".$1");

    [GeneratedRegex(@"\bses_([a-z_]+)")]
    private static partial Regex Table();
}

/// <summary>One binary COPY a table, into the day's partition as the store does.</summary>
internal sealed class PostgreSqlPlainWriter(NpgsqlConnection connection, string store) : PlainWriter
{
    public override async Task InsertAsync(IReadOnlyList<PlainTable> tables)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var table in tables)
        {
            var day = table.Name is "ses_deliveries" or "ses_facts" ? "_" + Cohort.Of(Mail.Now).Date.ToString("yyyyMMdd", CultureInfo.InvariantCulture) : "";
            await using var copy = await connection.BeginBinaryImportAsync(
                $"COPY {PostgreSqlBench.In(store, table.Name)}{day} ({string.Join(", ", table.Columns)}) FROM STDIN (FORMAT BINARY)");
            foreach (var row in table.Rows)
            {
                copy.StartRow();
                foreach (var value in row)
                    Write(copy, value);
            }

            await copy.CompleteAsync();
        }

        await transaction.CommitAsync();
    }

    public override ValueTask DisposeAsync() => connection.DisposeAsync();

    private static void Write(NpgsqlBinaryImporter copy, object? value)
    {
        switch (value)
        {
            case null:
                copy.WriteNull();
                break;
            case int number:
                copy.Write(number, NpgsqlDbType.Integer);
                break;
            case long number:
                copy.Write(number, NpgsqlDbType.Bigint);
                break;
            case Guid id:
                copy.Write(id, NpgsqlDbType.Uuid);
                break;
            default:
                copy.Write((string)value, NpgsqlDbType.Text);
                break;
        }
    }
}
