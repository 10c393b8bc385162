using Ses.Primitives;

namespace Ses.Storage.Sql.Dialects;

/// <summary>A database: reads and transactions. Failures come out as <see cref="SesException"/>, each one sentence.</summary>
internal abstract class SqlDatabase(Dialect dialect) : IAsyncDisposable
{
    public Dialect Dialect => dialect;

    /// <summary>Reads what is committed.</summary>
    public abstract ValueTask<T> ReadAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken);

    /// <summary>Carries out one transaction. It may be carried out again from its beginning where the database asks for that, so it must not change what is outside.</summary>
    public abstract ValueTask<T> WriteAsync<T>(
        WritePriority priority, Func<SqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken);

    /// <summary>Takes the locks from processes that stand still in the middle of a statement.</summary>
    public virtual ValueTask EndStandstillsAsync(CancellationToken cancellationToken) => default;

    /// <summary>Days before one of which deliveries or facts may be stored, the oldest first.</summary>
    public abstract ValueTask<IReadOnlyList<Cohort>> ListDaysAsync(Cohort before, CancellationToken cancellationToken);

    /// <summary>Deletes deliveries and facts of a day in which nothing is pending, about so many or all at once.</summary>
    /// <returns>True where there may be more.</returns>
    public abstract ValueTask<bool> DeleteDayAsync(Cohort day, int max, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Who goes first where one writes at a time.</summary>
internal enum WritePriority
{
    /// <summary>Someone waits for an answer: accept, unsubscribe, configuration, the lease.</summary>
    Accept,

    /// <summary>What was sent goes on record before more is sent.</summary>
    Settle,

    /// <summary>Claims and what belongs to them: quota, pace, giving back.</summary>
    Claim,

    /// <summary>Opens, clicks, reports.</summary>
    Record,

    /// <summary>Expansion, import, retention: what may be lost with the power, since it would be done again, and since whatever follows from it is not lost without it.</summary>
    Bulk,
}
