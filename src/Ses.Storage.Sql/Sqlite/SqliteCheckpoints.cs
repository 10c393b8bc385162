using Microsoft.Data.Sqlite;

namespace Ses.Storage.Sql.Sqlite;

/// <summary>
/// Copies the write-ahead log into the file beside the writer. SQLite would do so within a commit, 64 MB at once, and whoever waits for that commit would wait 100 ms
/// and more. The writer only ends it, with the few pages that came meanwhile, so that the log begins anew; where that fails, SQLite's own checkpoint is still there.
/// </summary>
internal sealed class SqliteCheckpoints(SqliteFile file) : IDisposable
{
    // 32 MB: half of what SQLite waits for.
    private const int Enough = 8_000;

    private Task _copying = Task.CompletedTask;
    private volatile bool _isCopied;
    private long _pages;

    /// <summary>Those who waited for a commit have their answers. On the writer's thread.</summary>
    public void Committed(SqliteSession session)
    {
        _pages += session.TakePagesWritten();
        try
        {
            if (_isCopied)
            {
                _isCopied = false;
                session.Run(SqliteFile.Checkpoint);
            }
            else if (_pages >= Enough && _copying.IsCompleted)
            {
                _pages = 0;
                _copying = Task.Factory.StartNew(Copy, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
        catch (SqliteException)
        {
            // A full disk, for example: the log goes on.
        }
    }

    public void Dispose() => _copying.Wait();

    private void Copy()
    {
        try
        {
            // Twice: what came during the first is little to the second, and next to nothing is left to the writer.
            file.CopyLog();
            file.CopyLog();
            _isCopied = true;
        }
        catch (SqliteException)
        {
            // As above.
        }
    }
}
