using Npgsql;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.PostgreSql;

/// <summary>One schema of a PostgreSQL database.</summary>
internal sealed class PostgreSqlDatabase(NpgsqlDataSource source, bool ownsSource, PostgreSqlDialect dialect) : SqlDatabase(dialect)
{
    private const int MaxRepeats = 8;

    private readonly Partitions _partitions = new(source, dialect);
    private readonly DueLanesMark _dueLanes = new();
    private readonly Shards _shards = new();

    public Partitions Partitions => _partitions;

    public override async ValueTask<T> ReadAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            if (!ownsSource)
                return await TransactAsync(work, 0, cancellationToken).ConfigureAwait(false);
            try
            {
                return await ReadOnceAsync(work, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (PostgreSqlErrors.IsConnectionLost(error))
            {
                // The pool has let go of all its connections with that one.
                return await ReadOnceAsync(work, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is not (OperationCanceledException or ArgumentException))
        {
            throw Dialect.Explain(error);
        }
    }

    public override async ValueTask<T> WriteAsync<T>(
        WritePriority priority, Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TransactAsync(work, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (PostgreSqlErrors.MayRepeat(error) && attempt < MaxRepeats)
            {
                // Rolled back by the server in favor of another: the whole transaction may simply be carried out again.
            }
            catch (Exception error) when (error is not (OperationCanceledException or ArgumentException))
            {
                throw Dialect.Explain(error);
            }
        }
    }

    public override async ValueTask EndStandstillsAsync(CancellationToken cancellationToken) =>
        await CarefullyAsync(new Standstills(source, dialect.Schema).EndAsync, cancellationToken).ConfigureAwait(false);

    public override async ValueTask<IReadOnlyList<Cohort>> ListDaysAsync(Cohort before, CancellationToken cancellationToken) =>
        [.. (await CarefullyAsync(_partitions.ListAsync, cancellationToken).ConfigureAwait(false)).Where(day => day.CompareTo(before) < 0).Order()];

    public override ValueTask<bool> DeleteDayAsync(Cohort day, int max, CancellationToken cancellationToken) =>
        CarefullyAsync(token => _partitions.DropAsync(day, token), cancellationToken);

    public override ValueTask DisposeAsync() => ownsSource ? source.DisposeAsync() : default;

    private async ValueTask<T> CarefullyAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw Dialect.Explain(error);
        }
    }

    private async ValueTask<T> TransactAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var shard = _shards.Take();
        try
        {
            return await TransactAsync(work, shard, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _shards.Return(shard);
        }
    }

    private async ValueTask<T> ReadOnceAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return await work(new PostgreSqlSession(connection, dialect, _partitions, _dueLanes, 0), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<T> TransactAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, int shard, CancellationToken cancellationToken)
    {
        var commit = new CommitState();
        try
        {
            return await TransactOnceAsync(work, shard, commit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!commit.HasBegun && PostgreSqlErrors.IsConnectionLost(error))
        {
            // Nothing of it is stored, since nothing asked for the commit.
            return await TransactOnceAsync(work, shard, commit, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<T> TransactOnceAsync<T>(
        Func<SqlSession, CancellationToken, ValueTask<T>> work, int shard, CommitState commit, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var session = new PostgreSqlSession(connection, dialect, _partitions, _dueLanes, shard);
                if (!ownsSource)
                    await session.Sql(SessionSettings.ForATransaction).RunAsync(cancellationToken).ConfigureAwait(false);
                var result = await work(session, cancellationToken).ConfigureAwait(false);
                commit.HasBegun = true;
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return result;
            }
        }
    }

    /// <summary>Whether a transaction has asked for its commit: from then on nobody knows whether it is stored until the answer is there.</summary>
    private sealed class CommitState
    {
        public bool HasBegun { get; set; }
    }
}
