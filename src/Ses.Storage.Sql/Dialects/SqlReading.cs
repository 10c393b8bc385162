using System.Data.Common;

namespace Ses.Storage.Sql.Dialects;

/// <summary>A statement whose rows are read together with others: see <see cref="SqlSession.ReadAllAsync"/>.</summary>
internal abstract class SqlReading(SqlQuery query)
{
    public SqlQuery Query => query;

    /// <summary>Carries it out by itself.</summary>
    public abstract ValueTask RunAsync(CancellationToken cancellationToken);

    /// <summary>Reads its rows, to which the reader has come.</summary>
    public abstract ValueTask ReadAsync(DbDataReader reader, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class SqlReading<T>(SqlQuery query, Dialect dialect, Func<SqlRow, T> read) : SqlReading(query)
{
    /// <summary>What it gave.</summary>
    public List<T> Rows { get; private set; } = [];

    public override async ValueTask RunAsync(CancellationToken cancellationToken) => Rows = await Query.ListAsync(read, cancellationToken).ConfigureAwait(false);

    public override async ValueTask ReadAsync(DbDataReader reader, CancellationToken cancellationToken) =>
        Rows = await SqlRow.ListAsync(reader, dialect, read, cancellationToken).ConfigureAwait(false);
}
