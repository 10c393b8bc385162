using System.Diagnostics;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Sqlite;

/// <summary>
/// The one who writes. Calls that wait at the same time share a commit; who goes first is <see cref="WritePriority"/>. Where one fails, all are carried out again,
/// each within a savepoint of its own, so that one fails alone: always to have savepoints would copy each page before its first change. A group ends after
/// <see cref="Slice"/>, so that nobody waits long for a commit; bulk work, whose calls are long, shares none with others, and no sync either. Someone who waits for an answer shares his only with others who do.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(10);

    private readonly object _lock = new();
    private readonly Queue<SqliteWrite>[] _waiting = [.. Enum.GetValues<WritePriority>().Select(_ => new Queue<SqliteWrite>())];
    private readonly SqliteFile _file;
    private readonly SqliteCheckpoints _checkpoints;
    private readonly Thread _thread;
    private SqliteSession? _session;
    private bool _isClosed;

    public SqliteWriter(SqliteFile file)
    {
        _file = file;
        _checkpoints = new(file);
        _thread = new(Work) { IsBackground = true, Name = "Ses SQLite writer" };
        _thread.Start();
    }

    public ValueTask<T> RunAsync<T>(WritePriority priority, Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var write = new SqliteWrite<T>(work, priority, cancellationToken);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _waiting[(int)priority].Enqueue(write);
            Monitor.Pulse(_lock);
        }

        return new(write.Task);
    }

    /// <summary>Carries out what waits, then closes the connection.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            Monitor.Pulse(_lock);
        }

        _thread.Join();
    }

    private void Work()
    {
        while (First() is { } first)
        {
            var group = new List<SqliteWrite> { first };
            try
            {
                var session = _session ??= new(_file.OpenWriter(), _file.Dialect);
                session.Synchronize(_file.IsSynchronized && !first.IsBulk);
                session.Run("BEGIN IMMEDIATE");
                if (!TryCarry(session, group))
                    CarryAgain(session, group);
                session.Run("COMMIT");
            }
#pragma warning disable CA1031 // Whatever it is, those who wait are told; the writer lives on with a new connection.
            catch (Exception error)
#pragma warning restore CA1031
            {
                GiveUp();
                var failure = _file.Dialect.Explain(error);
                foreach (var write in group)
                    write.Fail(failure);
                continue;
            }

            foreach (var write in group)
                write.Complete();
            _checkpoints.Committed(_session);
        }

        GiveUp();
        _checkpoints.Dispose();
    }

    private bool TryCarry(SqliteSession session, List<SqliteWrite> group)
    {
        var started = Stopwatch.GetTimestamp();
        if (!group[0].TryCarry(session))
            return false;
        while (Stopwatch.GetElapsedTime(started) < Slice && Next(group[0]) is { } next)
        {
            group.Add(next);
            if (!next.TryCarry(session))
                return false;
        }

        return true;
    }

    private static void CarryAgain(SqliteSession session, List<SqliteWrite> group)
    {
        if (session.IsInTransaction)
            session.Run("ROLLBACK");
        session.Run("BEGIN IMMEDIATE");
        foreach (var write in group)
            write.Carry(session);
    }

    private SqliteWrite? First()
    {
        lock (_lock)
        {
            while (true)
            {
                if (Waiting() is { } queue)
                    return queue.Dequeue();
                if (_isClosed)
                    return null;
                Monitor.Wait(_lock);
            }
        }
    }

    private SqliteWrite? Next(SqliteWrite first)
    {
        lock (_lock)
            return Waiting() is { } queue && queue.Peek().MayShareWith(first) ? queue.Dequeue() : null;
    }

    private Queue<SqliteWrite>? Waiting() => Array.Find(_waiting, static queue => queue.Count > 0);

    private void GiveUp()
    {
        _session?.Dispose();
        _session = null;
    }
}
