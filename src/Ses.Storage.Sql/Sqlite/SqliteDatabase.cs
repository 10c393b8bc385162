using System.Collections.Concurrent;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Sqlite;

/// <summary>One file: one writer, and readers on connections of their own.</summary>
internal sealed class SqliteDatabase(SqliteFile file) : SqlDatabase(file.Dialect)
{
    private const int MaxReaders = 8;

    private readonly SqliteWriter _writer = new(file);
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private volatile bool _isClosed;

    public override async ValueTask<T> ReadAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        SqliteSession? session = null;
        try
        {
            if (!_readers.TryTake(out session))
                session = new(file.OpenReader(), Dialect);
            var result = await work(session, CancellationToken.None).ConfigureAwait(false);
            Return(session);
            return result;
        }
        catch (Exception error) when (error is not (OperationCanceledException or ArgumentException))
        {
            session?.Dispose();
            throw Dialect.Explain(error);
        }
    }

    public override ValueTask<T> WriteAsync<T>(
        WritePriority priority, Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken) =>
        _writer.RunAsync(priority, work, cancellationToken);

    public override ValueTask<IReadOnlyList<Cohort>> ListDaysAsync(Cohort before, CancellationToken cancellationToken) => ReadAsync(
        async (session, token) =>
        {
            var days = new List<Cohort>();
            UInt128 from = 0;
            while (await FirstAsync(session, from, IdRange.FirstOf(before), token).ConfigureAwait(false) is { } day)
            {
                days.Add(day);
                from = IdRange.FirstOf(new(day.Day + 1));
            }

            return (IReadOnlyList<Cohort>)days;
        },
        cancellationToken);

    public override ValueTask<bool> DeleteDayAsync(Cohort day, int max, CancellationToken cancellationToken) =>
        WriteAsync(WritePriority.Bulk, new DeleteSlice(day, max).RunAsync, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        _isClosed = true;
        _writer.Dispose();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        return default;
    }

    private static async ValueTask<Cohort?> FirstAsync(SqlSession session, UInt128 from, UInt128 before, CancellationToken cancellationToken) =>
        await session.Sql("SELECT id FROM ses_deliveries WHERE id >= @from AND id < @before ORDER BY id LIMIT 1").With("from", from).With("before", before)
            .ListAsync(row => new DeliveryId(row.Id()).Cohort, cancellationToken).ConfigureAwait(false) is [var first, ..] ? first : null;

    private void Return(SqliteSession session)
    {
        if (_isClosed || _readers.Count >= MaxReaders)
            session.Dispose();
        else
            _readers.Add(session);
    }
}
