using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Ses.Primitives;

namespace Ses.Storage.Sql.PostgreSql;

/// <summary>The partitions of deliveries and what belongs to them: one a day (UTC) each, made before they are needed.</summary>
internal sealed class Partitions(NpgsqlDataSource source, PostgreSqlDialect dialect)
{
    /// <summary>The tables that have them, with the column whose days they are; deliveries first.</summary>
    public static readonly OrderedDictionary<string, string> Of = new()
    {
        ["ses_deliveries"] = "id",
        ["ses_variables"] = "delivery",
        ["ses_facts"] = "delivery",
        ["ses_transcripts"] = "delivery",
    };

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
                foreach (var (table, key) in Of)
                    await MakeAsync(connection, table, key, cohort, cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        _open[cohort] = true;
    }

    /// <summary>The days that have partitions.</summary>
    public async ValueTask<IReadOnlyList<Cohort>> ListAsync(CancellationToken cancellationToken)
    {
        var command = source.CreateCommand("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(@parent)");
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddWithValue("parent", dialect.TableOf("ses_deliveries", null));
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var days = new List<Cohort>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    if (DateOnly.TryParseExact(reader.GetString(0)[^8..], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                        days.Add(new(day.DayNumber));
                }

                return days;
            }
        }
    }

    /// <summary>Drops a day. Dropping wants the whole table for a moment: where it is not to be had at once, nothing happens, and the next sweep tries again.</summary>
    /// <returns>Whether it was dropped.</returns>
    public async ValueTask<bool> DropAsync(Cohort cohort, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var ending = transaction.ConfigureAwait(false);
            try
            {
                await RunAsync(connection, "SET LOCAL lock_timeout = '100ms'", cancellationToken).ConfigureAwait(false);
                foreach (var table in Of.Keys.Reverse())
                    await RunAsync(connection, $"DROP TABLE IF EXISTS {dialect.TableOf(table, cohort)}", cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                return false;
            }
        }

        _open.TryRemove(cohort, out _);
        return true;
    }

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
