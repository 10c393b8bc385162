using System.Collections.Concurrent;
using System.Data.Common;
using Ses.Primitives;

namespace Ses.Storage.Sql.Dialects;

/// <summary>
/// What differs between the databases in the text of a statement and its values. Statements are written as SQLite takes them, with tables named
/// <c>ses_…</c>; what only PostgreSQL needs stands in a comment <c>/*pg … */</c>, and <c>{rows}</c> stands for rows that travel along, named <c>r</c>.
/// </summary>
internal abstract class Dialect
{
    private readonly ConcurrentDictionary<(string Sql, int Cohort, object? Rows), string> _rendered = new();

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
                Translate(rows is null ? sql : sql.Replace("{rows}", SourceOf(rows), StringComparison.Ordinal), cohort);

    /// <summary>Sets a parameter's value.</summary>
    public abstract void Set(DbParameter parameter, SqlValue value);

    /// <summary>Sets the parameters through which rows travel.</summary>
    public abstract void SetRows(DbParameterCollection parameters, RowBatch rows);

    /// <summary>Reads an id.</summary>
    public abstract UInt128 ReadId(DbDataReader reader, int column);

    /// <summary>Any failure of the driver, as one sentence that says what is wrong and what to do.</summary>
    public abstract SesException Explain(Exception error);

    protected abstract string Translate(string sql, Cohort? cohort);

    protected abstract string SourceOf(RowBatch rows);
}
