using System.Data.Common;
using Ses.Primitives;

namespace Ses.Storage.Sql.Dialects;

/// <summary>A statement with its values: <c>await session.Sql("…").With("id", id).RunAsync(cancellationToken)</c>.</summary>
internal sealed class SqlQuery(SqlSession session, string sql, Cohort? cohort)
{
    private readonly List<(string Name, SqlValue Value)> _values = [];
    private RowBatch? _rows;

    /// <summary>The statement in the database's words.</summary>
    public string Text => session.Dialect.Render(sql, cohort, _rows);

    public SqlQuery With(string name, SqlValue value)
    {
        _values.Add((name, value));
        return this;
    }

    public SqlQuery WithRows<T>(RowSet<T> set, IReadOnlyList<T> rows)
    {
        _rows = RowBatch.Of(set, rows);
        return this;
    }

    /// <summary>The same, for a statement that may as well be carried out for one row behind the other: one database does that faster, the other does not.</summary>
    public SqlQuery ForEach<T>(RowSet<T> set, IReadOnlyList<T> rows)
    {
        _rows = RowBatch.Of(set, rows, isForEach: true);
        return this;
    }

    /// <summary>Carries it out; how many rows it changed, or 0 where it was carried out for each row.</summary>
    public async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        if (_rows is { IsForEach: true } && session.TryRunForEach(this, _values, _rows))
            return 0;
        var command = session.Open(this);
        try
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            session.Close(command);
        }
    }

    /// <summary>All rows that it gives.</summary>
    public async ValueTask<List<T>> ListAsync<T>(Func<SqlRow, T> read, CancellationToken cancellationToken)
    {
        var command = session.Open(this);
        try
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
                return await SqlRow.ListAsync(reader, session.Dialect, read, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            session.Close(command);
        }
    }

    /// <summary>The same, together with others.</summary>
    public SqlReading<T> Reading<T>(Func<SqlRow, T> read) => new(this, session.Dialect, read);

    /// <summary>The first row that it gives, or nothing.</summary>
    public async ValueTask<T?> FindAsync<T>(Func<SqlRow, T> read, CancellationToken cancellationToken)
        where T : class
        => await ListAsync(read, cancellationToken).ConfigureAwait(false) is [var first, ..] ? first : null;

    /// <summary>The number in its first row; null where it gives none, or NULL.</summary>
    public async ValueTask<long?> NumberAsync(CancellationToken cancellationToken) =>
        await ListAsync(static row => row.LongOrNull(), cancellationToken).ConfigureAwait(false) is [var first, ..] ? first : null;

    /// <summary>Sets the values; a parameter that is there already is used again.</summary>
    public void Fill(DbParameterCollection parameters, Func<DbParameter> create)
    {
        session.Dialect.Observer?.Invoke(this);
        Set(parameters, create);
    }

    /// <summary>The same, unseen.</summary>
    public void Set(DbParameterCollection parameters, Func<DbParameter> create)
    {
        foreach (var (name, value) in _values)
        {
            if (!parameters.Contains(name))
            {
                var added = create();
                added.ParameterName = name;
                parameters.Add(added);
            }

            session.Dialect.Set(parameters[name], value);
        }

        if (_rows is not null)
            session.Dialect.SetRows(parameters, _rows);
    }
}
