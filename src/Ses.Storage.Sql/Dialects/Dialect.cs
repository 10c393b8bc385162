using System.Collections.Concurrent;
using System.Data.Common;
using Ses.Primitives;

namespace Ses.Storage.Sql.Dialects;

/// <summary>
/// What differs between the databases in the text of a statement and its values. Statements are written as SQLite takes them, with tables named
/// <c>ses_…</c>; what only PostgreSQL needs stands in a comment <c>/*pg … */</c>, <c>{rows}</c> stands for rows that travel along, named <c>r</c>, and <c>x {among}</c> asks whether x is one of them.
/// </summary>
internal abstract class Dialect
{
    private readonly ConcurrentDictionary<(string Sql, int Cohort, object? Rows), string> _rendered = new();
    private readonly ConcurrentDictionary<(string Table, string Verb, object Set), string> _writes = new();

    /// <summary>Sees every statement with its values before it is carried out: for tests of plans.</summary>
    public Action<SqlQuery>? Observer { get; set; }

    /// <summary>True where other transactions write at the same time, so that rows must be locked.</summary>
    public abstract bool HasConcurrentWriters { get; }

    /// <summary>The types and clauses of this database, by the names that the schema's scripts give them.</summary>
    public abstract IReadOnlyDictionary<string, string> SchemaWords { get; }

    /// <summary>The statement in this database's words.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="cohort">The day whose partition it is about; null for the whole table.</param>
    /// <param name="rows">Rows that travel along; null for none.</param>
    public string Render(string sql, Cohort? cohort, RowBatch? rows) =>
        _rendered.TryGetValue((sql, cohort?.Day ?? 0, rows?.Kind), out var known)
            ? known
            : _rendered[(sql, cohort?.Day ?? 0, rows?.Kind)] =
                Translate(rows is null ? sql : sql.Replace("{among}", AmongOf(rows), StringComparison.Ordinal).Replace("{rows}", SourceOf(rows), StringComparison.Ordinal), cohort);

    /// <summary>A statement that inserts rows, the fastest way: one for all rows, or one for each.</summary>
    public string InsertInto<T>(string table, RowSet<T> set) => _writes.GetOrAdd((table, "INSERT", set), _ => Insert(table, [.. set.Columns.Select(column => column.Name)]));

    /// <summary>A statement that changes rows, found by the first column, the fastest way: one for all rows, or one for each.</summary>
    public string Update<T>(string table, RowSet<T> set) => _writes.GetOrAdd((table, "UPDATE", set), _ => Update(table, [.. set.Columns.Select(column => column.Name)]));

    /// <summary>Sets a parameter's value.</summary>
    public abstract void Set(DbParameter parameter, SqlValue value);

    /// <summary>Sets the parameters through which rows travel.</summary>
    public abstract void SetRows(DbParameterCollection parameters, RowBatch rows);

    /// <summary>Reads an id.</summary>
    public abstract UInt128 ReadId(DbDataReader reader, int column);

    /// <summary>Any failure of the driver, as one sentence that says what is wrong and what to do.</summary>
    public abstract SesException Explain(Exception error);

    protected abstract string Insert(string table, IReadOnlyList<string> columns);

    protected abstract string Update(string table, IReadOnlyList<string> columns);

    protected abstract string Translate(string sql, Cohort? cohort);

    protected abstract string SourceOf(RowBatch rows);

    /// <summary>The condition that a value is among rows of one column.</summary>
    protected abstract string AmongOf(RowBatch rows);
}
