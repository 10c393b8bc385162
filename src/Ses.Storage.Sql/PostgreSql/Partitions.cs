using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Ses.Primitives;

namespace Ses.Storage.Sql.PostgreSql;

/// <summary>The partitions of deliveries and facts: one a day (UTC) each, made before they are needed.</summary>
internal sealed class Partitions(NpgsqlDataSource source, PostgreSqlDialect dialect)
{
    private readonly ConcurrentDictionary<Cohort, bool> _open = new();

    /// <summary>Makes sure that a day has its partitions.</summary>
    public async ValueTask OpenAsync(Cohort cohort, CancellationToken cancellationToken)
    {
        if (_open.ContainsKey(cohort))
            return;
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await RunAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('{dialect.Schema}/partitions', 0))", cancellationToken).ConfigureAwait(false);
                await MakeAsync(connection, "ses_deliveries", "id", cohort, cancellationToken).ConfigureAwait(false);
                await MakeAsync(connection, "ses_facts", "delivery", cohort, cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        _open[cohort] = true;
    }

    public void Forget(Cohort cohort) => _open.TryRemove(cohort, out _);

    // Made apart and then attached: CREATE TABLE … PARTITION OF would lock out every reader and writer of the table; attaching does not.
    private async ValueTask MakeAsync(NpgsqlConnection connection, string table, string key, Cohort cohort, CancellationToken cancellationToken)
    {
        var (whole, part) = (dialect.TableOf(table, null), dialect.TableOf(table, cohort));
        if (await RunAsync(connection, $"SELECT to_regclass('{part}')::text", cancellationToken).ConfigureAwait(false) is not (null or DBNull))
            return;
        var (from, to) = (FirstOf(cohort), FirstOf(new(cohort.Day + 1)));
        await RunAsync(
            connection,
            $"""
            CREATE TABLE {part} (LIKE {whole} INCLUDING ALL, CHECK ({key} >= '{from}' AND {key} < '{to}'))
                WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.2, autovacuum_analyze_scale_factor = 0.02, fillfactor = 90);
            {(table == "ses_deliveries" ? $"CREATE UNIQUE INDEX ON {part} (recipient_hash, message);" : "")}
            ALTER TABLE {whole} ATTACH PARTITION {part} FOR VALUES FROM ('{from}') TO ('{to}');
            """,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The lowest id that a day can have.</summary>
    private static string FirstOf(Cohort cohort) =>
        string.Create(CultureInfo.InvariantCulture, $"{cohort.Day:x8}-0000-0000-0000-000000000000");

    private static async ValueTask<object?> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
#pragma warning disable CA2100 // Names and numbers of this assembly.
            command.CommandText = sql;
#pragma warning restore CA2100
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
