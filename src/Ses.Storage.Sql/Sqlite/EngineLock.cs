using Ses.Primitives;

namespace Ses.Storage.Sql.Sqlite;

/// <summary>
/// Says which process runs the engine on a file: a lock of the operating system on a file beside it, gone with the process however it ends. So the next
/// process need not wait for a lease to run out, and a second one at the same time is told to wait.
/// </summary>
internal sealed class EngineLock(string databasePath) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<NodeEpoch> _nodes = [];
    private readonly string _path = databasePath + "-engine";
    private FileStream? _held;

    /// <summary>Takes the lock for a node; true where this process did not have it before. Throws, transient, where another process has it.</summary>
    public bool Take()
    {
        lock (_lock)
        {
            if (_held is not null)
                return false;
            try
            {
                _held = new(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return true;
            }
            catch (IOException error)
            {
                throw new SesException(
                    SesErrorCode.StorageFailed,
                    $"Another process runs the engine on {databasePath}: this one accepts mail for it, and its own engine waits until that one ends. For several nodes at once use PostgreSQL: ses.UsePostgreSql(\"…\").",
                    isTransient: true,
                    error);
            }
            catch (UnauthorizedAccessException error)
            {
                throw new SesException(SesErrorCode.StorageFailed, $"The file {_path}, which says who runs the engine, cannot be written: give this process the right to write to it and to its folder.", false, error);
            }
        }
    }

    public void Joined(NodeEpoch epoch)
    {
        lock (_lock)
            _nodes.Add(epoch);
    }

    /// <summary>The node is gone; with the last one of this process the lock is free.</summary>
    public void Left(NodeEpoch epoch)
    {
        lock (_lock)
        {
            if (_nodes.Remove(epoch) && _nodes.Count == 0)
                Release();
        }
    }

    public void Dispose()
    {
        lock (_lock)
            Release();
    }

    private void Release()
    {
        _held?.Dispose();
        _held = null;
    }
}
