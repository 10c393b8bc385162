using DbUp.Postgresql;
using Npgsql;
using Ses.Storage.Sql.PostgreSql;

namespace Ses.Storage.Sql.Schema;

/// <summary>Opens a schema: makes or updates its tables, under an advisory lock.</summary>
internal static class PostgreSqlSchema
{
    private const string Journal = "schema_versions";

    public static async ValueTask OpenAsync(NpgsqlDataSource source, PostgreSqlDialect dialect, string server, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            if (await IsCurrentAsync(connection, dialect, server, cancellationToken).ConfigureAwait(false))
                return;
            await RunAsync(connection, $"SELECT pg_advisory_lock(hashtextextended('{dialect.Schema}/schema', 0))", cancellationToken).ConfigureAwait(false);
            try
            {
                if (await IsCurrentAsync(connection, dialect, server, cancellationToken).ConfigureAwait(false))
                    return;
                await RunAsync(connection, $"CREATE SCHEMA IF NOT EXISTS \"{dialect.Schema}\"", cancellationToken).ConfigureAwait(false);
                SchemaUpgrade.Run(
                    PostgresqlExtensions.PostgresqlDatabase(new PostgresqlConnectionManager(source), dialect.Schema).JournalToPostgresqlTable(dialect.Schema, Journal),
                    dialect);
            }
            finally
            {
                await RunAsync(connection, $"SELECT pg_advisory_unlock(hashtextextended('{dialect.Schema}/schema', 0))", CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask<bool> IsCurrentAsync(NpgsqlConnection connection, PostgreSqlDialect dialect, string server, CancellationToken cancellationToken)
    {
        var tables = await ReadAsync(
            connection,
            $"SELECT tablename FROM pg_tables WHERE schemaname = '{dialect.Schema}' AND tablename IN ('{Journal}', 'messages', 'deliveries', 'domains')",
            cancellationToken).ConfigureAwait(false);
        var journal = tables.Contains(Journal)
            ? await ReadAsync(connection, $"SELECT scriptname FROM \"{dialect.Schema}\".{Journal}", cancellationToken).ConfigureAwait(false)
            : null;
        return SchemaUpgrade.IsCurrent(journal, tables.Count > 0, $"The schema {dialect.Schema} at {server}");
    }

    private static async ValueTask RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
#pragma warning disable CA2100 // Constants and the checked name of the schema.
            command.CommandText = sql;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<List<string>> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
#pragma warning disable CA2100 // As above.
            command.CommandText = sql;
#pragma warning restore CA2100
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<string>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    rows.Add(reader.GetString(0));
                return rows;
            }
        }
    }
}
