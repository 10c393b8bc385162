using System.Collections.Concurrent;
using Ses.Judges;
using Ses.Storage.Specifications;
using Ses.Storage.Sql.Tests.Sqlite;

[assembly: AssemblyFixture(typeof(SqliteFixture))]

namespace Ses.Storage.Sql.Tests.Sqlite;

/// <summary>Stores in files of a temporary folder.</summary>
public sealed class SqliteFixture : StorageFixture, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<ISesStorage, string> _paths = new(ReferenceEqualityComparer.Instance);
    private int _count;

    public override int ModelSequences => 40;

    public override ValueTask<ISesStorage> CreateAsync(CancellationToken cancellationToken) => new(Open(_folder.File($"{Interlocked.Increment(ref _count)}.db")));

    public override async ValueTask<ISesStorage> ReopenAsync(ISesStorage storage, CancellationToken cancellationToken)
    {
        await ((SqlStorage)storage).DisposeAsync();
        return Open(_paths[storage]);
    }

    public override ValueTask<string> DumpAsync(ISesStorage storage, CancellationToken cancellationToken) => new(SqliteDump.Of(_paths[storage]));

    public void Dispose() => _folder.Dispose();

    private SqlStorage Open(string path)
    {
        var storage = SqlStorage.OfSqlite(new() { Path = path, SynchronousFull = false });
        _paths[storage] = path;
        return storage;
    }
}
