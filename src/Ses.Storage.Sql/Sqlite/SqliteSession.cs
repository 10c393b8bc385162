using System.Data.Common;
using Microsoft.Data.Sqlite;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Sqlite;

/// <summary>An open connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection, Dialect dialect) : SqlSession(dialect), IDisposable
{
    private const int MaxStatements = 500;

    // SQLITE_DBSTATUS_CACHE_WRITE
    private const int CacheWrites = 9;

    private readonly Dictionary<string, SqliteCommand> _prepared = [];
    private readonly Dictionary<string, SqliteRowStatement> _rowStatements = [];

    private bool _isSynchronized;

    /// <summary>False where a failure has ended the transaction by itself.</summary>
    public bool IsInTransaction => SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0;

    public override DbCommand Open(SqlQuery query)
    {
        var command = Prepared(query.Text);
        query.Fill(command.Parameters, static () => new SqliteParameter());
        return command;
    }

    public override void Close(DbCommand command)
    {
    }

    public override async ValueTask RunAllAsync(IReadOnlyList<SqlQuery> queries, CancellationToken cancellationToken)
    {
        foreach (var query in queries)
            await query.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask ReadAllAsync(IReadOnlyList<SqlReading> readings, CancellationToken cancellationToken)
    {
        foreach (var reading in readings)
            await reading.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    public override bool TryRunForEach(SqlQuery query, IReadOnlyList<(string Name, SqlValue Value)> values, RowBatch rows)
    {
        Dialect.Observer?.Invoke(query);
        var sql = query.Text;
        if (!_rowStatements.TryGetValue(sql, out var statement))
            _rowStatements[sql] = statement = new(connection, sql, rows.Width);
        statement.Run(values, rows);
        return true;
    }

    /// <summary>Whether the next transactions are synced; they begin as not.</summary>
    public void Synchronize(bool isSynchronized)
    {
        if (isSynchronized == _isSynchronized)
            return;
        // Not a prepared one: this takes effect where it is prepared.
        using var command = connection.CreateCommand();
        command.CommandText = isSynchronized ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";
        command.ExecuteNonQuery();
        _isSynchronized = isSynchronized;
    }

    /// <summary>Pages that it has written into the log since it was last asked.</summary>
    public int TakePagesWritten()
    {
        _ = SQLitePCL.raw.sqlite3_db_status(connection.Handle, CacheWrites, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Runs a statement without values.</summary>
    public void Run(string sql) => Prepared(sql).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
            command.Dispose();
        _prepared.Clear();
        foreach (var statement in _rowStatements.Values)
            statement.Dispose();
        _rowStatements.Clear();
        connection.Dispose();
    }

    private SqliteCommand Prepared(string sql)
    {
        if (_prepared.TryGetValue(sql, out var known))
            return known;
        if (_prepared.Count >= MaxStatements)
        {
            foreach (var old in _prepared.Values)
                old.Dispose();
            _prepared.Clear();
        }

        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are constants of this assembly; values travel as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        return _prepared[sql] = command;
    }
}
