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
        var batch = BatchOf(queries);
        await using (batch.ConfigureAwait(false))
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask ReadAllAsync(IReadOnlyList<SqlReading> readings, CancellationToken cancellationToken)
    {
        var batch = BatchOf(readings.Select(reading => reading.Query));
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                foreach (var reading in readings)
                {
                    await reading.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
                    await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    public override async ValueTask LockAsync(string name, CancellationToken cancellationToken) =>
        await Sql("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(@name, 0))) AS locked")
            .With("name", $"{dialect.Schema}/{name}").NumberAsync(cancellationToken).ConfigureAwait(false);

    public override ValueTask OpenCohortAsync(Cohort cohort, CancellationToken cancellationToken) => partitions.OpenAsync(cohort, cancellationToken);

    private NpgsqlBatch BatchOf(IEnumerable<SqlQuery> queries)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var query in queries)
        {
#pragma warning disable CA2100 // As above.
            var command = new NpgsqlBatchCommand(query.Text);
#pragma warning restore CA2100
            query.Fill(command.Parameters, static () => new NpgsqlParameter());
            batch.BatchCommands.Add(command);
        }

        return batch;
    }
}
