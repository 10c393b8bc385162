using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Sqlite;

/// <summary>One call that waits for the writer.</summary>
internal abstract class SqliteWrite(WritePriority priority)
{
    public WritePriority Priority => priority;

    /// <summary>True where nothing need be synced for it, and nobody waits.</summary>
    public bool IsBulk => priority == WritePriority.Bulk;

    /// <summary>True where both may wait for the same commit: whoever waits for an answer does not wait for outcomes and claims too.</summary>
    public bool MayShareWith(SqliteWrite first) => IsBulk == first.IsBulk && (first.Priority != WritePriority.Accept || priority == WritePriority.Accept);

    /// <summary>Carries it out; false where it failed, and then the transaction can only be rolled back.</summary>
    public abstract bool TryCarry(SqliteSession session);

    /// <summary>Carries it out within a savepoint, so that it may fail alone; throws where the whole transaction is lost.</summary>
    public abstract void Carry(SqliteSession session);

    /// <summary>The commit has succeeded: the caller gets the result, or the call's own failure.</summary>
    public abstract void Complete();

    /// <summary>The commit has failed.</summary>
    public abstract void Fail(SesException failure);
}

/// <inheritdoc cref="SqliteWrite"/>
internal sealed class SqliteWrite<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, WritePriority priority, CancellationToken cancellationToken) : SqliteWrite(priority)
{
    // The caller goes on elsewhere, never on the writer's thread.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private T _result = default!;

    public Task<T> Task => _done.Task;

    public override bool TryCarry(SqliteSession session)
    {
        try
        {
            Run(session);
            return true;
        }
#pragma warning disable CA1031 // It is found again, with its savepoint.
        catch
#pragma warning restore CA1031
        {
            return false;
        }
    }

    public override void Carry(SqliteSession session)
    {
        session.Run("SAVEPOINT call");
        try
        {
            Run(session);
        }
#pragma warning disable CA1031 // It is the caller's.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (!session.IsInTransaction)
                throw;
            session.Run("ROLLBACK TO call");
            _failure = error is SesException or OperationCanceledException or ArgumentException ? error : session.Dialect.Explain(error);
        }

        session.Run("RELEASE call");
    }

    public override void Complete()
    {
        if (_failure is OperationCanceledException)
            _done.TrySetCanceled(cancellationToken);
        else if (_failure is not null)
            _done.TrySetException(_failure);
        else
            _done.TrySetResult(_result);
    }

    public override void Fail(SesException failure) => _done.TrySetException(_failure is SesException own ? own : failure);

    private void Run(SqliteSession session)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            _failure = new OperationCanceledException(cancellationToken);
            return;
        }

        // SQLite's driver does everything at once, so nothing here ever waits. What has begun is not canceled.
        var task = work(session, CancellationToken.None);
        _result = task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("A transaction on SQLite waited for something else than SQLite.");
    }
}
