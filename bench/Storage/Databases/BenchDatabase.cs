using Ses.Storage.Sql;

namespace StorageBench.Databases;

/// <summary>A database in which stores are made, and into which rows can be put without us.</summary>
internal abstract class BenchDatabase : IAsyncDisposable
{
    /// <summary>Its name in results.</summary>
    public abstract string Name { get; }

    /// <summary>The server's first process; null where there is no server.</summary>
    public virtual int? Server => null;

    /// <summary>A store of a name; its tables are made with the first call to it.</summary>
    public abstract SqlStorage Open(string store);

    /// <summary>A connection that inserts rows into a store's tables: one prepared statement a table, or COPY.</summary>
    public abstract Task<PlainWriter> OpenPlainAsync(string store);

    /// <summary>Carries out SQL and gives the first value; tables are named as in SQLite.</summary>
    public abstract Task<long?> RunAsync(string store, string sql);

    /// <summary>Writes out what is in the log, so that what is measured next does not pay for it.</summary>
    public abstract Task SettleDownAsync(string store);

    /// <summary>Reads as of now, and goes on doing so until it is disposed.</summary>
    public abstract Task<IAsyncDisposable> HoldSnapshotAsync(string store);

    /// <summary>An id as the database keeps it.</summary>
    public abstract object Id(UInt128 id);

    public Task<Effort> MeasureAsync(Func<Task> work) => Effort.OfAsync(Server, work);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Inserts rows and nothing else.</summary>
internal abstract class PlainWriter : IAsyncDisposable
{
    /// <summary>Inserts rows of several tables in one transaction.</summary>
    public abstract Task InsertAsync(IReadOnlyList<PlainTable> tables);

    public abstract ValueTask DisposeAsync();
}
