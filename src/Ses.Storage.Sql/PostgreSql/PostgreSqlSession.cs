using System.Data.Common;
using Npgsql;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.PostgreSql;

/// <summary>A connection from the pool.</summary>
internal sealed class PostgreSqlSession(NpgsqlConnection connection, PostgreSqlDialect dialect, Partitions partitions, DueLanesMark dueLanes, int shard) : SqlSession(dialect)
{
    public override int Shard => shard;

    public override DueLanesMark DueLanes => dueLanes;

    public override DbCommand Open(SqlQuery query)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are constants of this assembly; values travel as parameters.
        command.CommandText = query.Text;
#pragma warning restore CA2100
        query.Fill(command.Parameters, static () => new NpgsqlParameter());
        return command;
    }

    public override void Close(DbCommand command) => command.Dispose();

    public override async ValueTask RunAllAsync(IReadOnlyList<SqlQuery> queries, CancellationToken cancellationToken)
    {
        if (queries.Count == 0)
            return;
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var query in queries)
            {
#pragma warning disable CA2100 // As above.
                var command = new NpgsqlBatchCommand(query.Text);
#pragma warning restore CA2100
                query.Fill(command.Parameters, static () => new NpgsqlParameter());
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // One statement, not COPY: to the server, a process that is frozen within a COPY is busy, and keeps its locks for as long as its connection lives.
    public override async ValueTask InsertAsync<T>(string table, Cohort? cohort, RowSet<T> set, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", set.Columns.Select(column => column.Name));
        await Sql($"INSERT INTO {table} ({columns}) SELECT {columns} FROM {{rows}}", cohort).WithRows(set, rows).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask UpdateAsync<T>(string table, Cohort? cohort, RowSet<T> set, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        var (key, columns) = (set.Columns[0].Name, set.Columns.Skip(1).Select(column => $"{column.Name} = r.{column.Name}"));
        await Sql($"UPDATE {table} AS t SET {string.Join(", ", columns)} FROM {{rows}} WHERE t.{key} = r.{key}", cohort).WithRows(set, rows).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask LockAsync(string name, CancellationToken cancellationToken) =>
        await Sql("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(@name, 0))) AS locked")
            .With("name", $"{dialect.Schema}/{name}").NumberAsync(cancellationToken).ConfigureAwait(false);

    public override ValueTask OpenCohortAsync(Cohort cohort, CancellationToken cancellationToken) => partitions.OpenAsync(cohort, cancellationToken);
}
