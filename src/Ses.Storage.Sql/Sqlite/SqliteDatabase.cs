using System.Collections.Concurrent;
using Ses.Storage.Sql.Dialects;

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

    public override ValueTask DisposeAsync()
    {
        _isClosed = true;
        _writer.Dispose();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        return default;
    }

    private void Return(SqliteSession session)
    {
        if (_isClosed || _readers.Count >= MaxReaders)
            session.Dispose();
        else
            _readers.Add(session);
    }
}
