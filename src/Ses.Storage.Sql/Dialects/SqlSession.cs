using System.Data.Common;
using Ses.Primitives;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Dialects;

/// <summary>A connection while one transaction, or one read, has it.</summary>
internal abstract class SqlSession(Dialect dialect)
{
    public Dialect Dialect => dialect;

    /// <summary>Which rows of counters this transaction adds to: two transactions at once never share one, and so do not wait for each other.</summary>
    public virtual int Shard => 0;

    /// <summary>Before which place no lane is due; null where it costs nothing to look from the beginning.</summary>
    public virtual DueLanesMark? DueLanes => null;

    /// <summary>A statement.</summary>
    /// <param name="sql">Its text, a constant (see <see cref="Dialects.Dialect"/>).</param>
    /// <param name="cohort">The day whose deliveries and facts it is about; null for all days.</param>
    public SqlQuery Sql(string sql, Cohort? cohort = null) => new(this, sql, cohort);

    /// <summary>A command with the query's values set.</summary>
    public abstract DbCommand Open(SqlQuery query);

    /// <summary>The command is no longer used.</summary>
    public abstract void Close(DbCommand command);

    /// <summary>Carries out several statements, in one round trip where there is one.</summary>
    public abstract ValueTask RunAllAsync(IReadOnlyList<SqlQuery> queries, CancellationToken cancellationToken);

    /// <summary>Carries a statement out for each row, where that is how this database does it best.</summary>
    public virtual bool TryRunForEach(SqlQuery query, IReadOnlyList<(string Name, SqlValue Value)> values, RowBatch rows) => false;

    /// <summary>Carries out several statements and reads what they give, in one round trip where there is one.</summary>
    public abstract ValueTask ReadAllAsync(IReadOnlyList<SqlReading> readings, CancellationToken cancellationToken);

    /// <summary>Inserts rows, the fastest way.</summary>
    public SqlQuery Insert<T>(string table, Cohort? cohort, RowSet<T> set, IReadOnlyList<T> rows) => Sql(Dialect.InsertInto(table, set), cohort).ForEach(set, rows);

    /// <summary>Changes rows, found by the first column of <paramref name="set"/>, the fastest way.</summary>
    public SqlQuery Update<T>(string table, Cohort? cohort, RowSet<T> set, IReadOnlyList<T> rows) => Sql(Dialect.Update(table, set), cohort).ForEach(set, rows);

    /// <summary>Until the transaction ends, nobody else has the lock of this name.</summary>
    public virtual ValueTask LockAsync(string name, CancellationToken cancellationToken) => default;

    /// <summary>Makes sure that deliveries and facts of a day can be stored.</summary>
    public virtual ValueTask OpenCohortAsync(Cohort cohort, CancellationToken cancellationToken) => default;
}
