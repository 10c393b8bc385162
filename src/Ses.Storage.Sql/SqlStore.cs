using System.Data.Common;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql;

/// <summary>The database behind the rooms. It is opened, and its tables made, by the first call; a call that fails to is tried again by the next.</summary>
internal abstract class SqlStore(StoreClock clock) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private SqlDatabase? _database;
    private bool _isClosed;

    /// <summary>The database's words.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>How nodes wake each other; null where there is only one.</summary>
    public virtual IWakeUp? WakeUp => null;

    /// <summary>By whose clock leases are kept.</summary>
    public StoreClock Clock => clock;

    /// <summary>The database, with its tables.</summary>
    public async ValueTask<SqlDatabase> OpenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _database) is { } open)
            return open;
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_database is null)
                Volatile.Write(ref _database, await CreateAsync(cancellationToken).ConfigureAwait(false));
            return _database!;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>This process wants to run an engine; true where no engine that joined before can be alive. Throws where it may not.</summary>
    public virtual bool TakeEngine() => false;

    /// <summary>An engine of this process has joined.</summary>
    public virtual void EngineJoined(NodeEpoch epoch)
    {
    }

    /// <summary>An engine of this process has left, or lost its lease.</summary>
    public virtual void EngineLeft(NodeEpoch epoch)
    {
    }

    /// <summary>There is something to be sent, for whichever node.</summary>
    public void HasWork() => WakeUp?.Tell();

    /// <summary>Throws where a connection of the caller's leads elsewhere than to this database.</summary>
    public abstract void ThrowIfElsewhere(DbConnection connection);

    public virtual async ValueTask DisposeAsync()
    {
        await _opening.WaitAsync().ConfigureAwait(false);
        _isClosed = true;
        if (_database is not null)
            await _database.DisposeAsync().ConfigureAwait(false);
        _opening.Dispose();
    }

    /// <summary>Opens the database and makes its tables.</summary>
    protected abstract ValueTask<SqlDatabase> CreateAsync(CancellationToken cancellationToken);
}
