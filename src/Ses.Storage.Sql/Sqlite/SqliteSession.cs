using System.Data.Common;
using Microsoft.Data.Sqlite;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Sqlite;

/// <summary>An open connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection, Dialect dialect) : SqlSession(dialect), IDisposable
{
    private const int MaxStatements = 500;

    private readonly Dictionary<string, SqliteCommand> _prepared = [];

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

    public override ValueTask InsertAsync<T>(string table, Cohort? cohort, RowSet<T> set, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        var names = set.Columns.Select(column => column.Name).ToList();
        var command = Prepared($"INSERT INTO {table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(name => "@" + name))})");
        if (command.Parameters.Count == 0)
        {
            foreach (var name in names)
                command.Parameters.Add(new() { ParameterName = name });
        }

        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < names.Count; i++)
                Dialect.Set(command.Parameters[i], set.Columns[i].Get(row));
            command.ExecuteNonQuery();
        }

        return default;
    }

    /// <summary>Runs a statement without values.</summary>
    public void Run(string sql) => Prepared(sql).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
            command.Dispose();
        _prepared.Clear();
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
