using Npgsql;

namespace Ses.Storage.Sql.PostgreSql;

/// <summary>
/// Sessions whose process is frozen between two writes to its socket. To the server they are busy, so that no time-out of its own ends them, and they would keep
/// their locks for as long as the process is frozen. A login may end its own sessions.
/// </summary>
internal sealed class Standstills(NpgsqlDataSource source, string schema)
{
    private const string End = """
        SELECT count(pg_terminate_backend(a.pid)) FROM pg_stat_activity a
        WHERE a.datname = current_database() AND a.usename = current_user AND a.pid <> pg_backend_pid()
            AND a.state = 'active' AND a.wait_event = 'ClientRead' AND a.state_change < clock_timestamp() - interval '10 seconds'
            AND EXISTS (
                SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE l.pid = a.pid AND l.mode IN ('RowShareLock', 'RowExclusiveLock') AND n.nspname = @schema)
        """;

    /// <summary>Ends those that have stood for 10 seconds; returns how many.</summary>
    public async ValueTask<long> EndAsync(CancellationToken cancellationToken)
    {
        var command = source.CreateCommand(End);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddWithValue("schema", schema);
            return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }
}
