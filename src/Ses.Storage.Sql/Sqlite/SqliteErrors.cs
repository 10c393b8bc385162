using Microsoft.Data.Sqlite;

namespace Ses.Storage.Sql.Sqlite;

/// <summary>What SQLite's result codes mean to the one who runs the host.</summary>
internal static class SqliteErrors
{
    private const int Error = 1, Busy = 5, Locked = 6, NoMemory = 7, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CantOpen = 14, NotADatabase = 26;

    public static SesException Explain(Exception error, string path) => error switch
    {
        SesException known => known,
        SqliteException { SqliteErrorCode: Busy or Locked } => Transient($"The database {path} is locked by another program: end what holds it, such as a backup or an open transaction in a shell; until then nothing new is accepted.", error),
        SqliteException { SqliteErrorCode: Full } => Transient($"The disk that holds {path} is full: free some space; what was accepted is safe, and what could not be stored was not accepted.", error),
        SqliteException { SqliteErrorCode: IoError or NoMemory } => Transient($"The database {path} cannot be read or written ({error.Message}): look at its disk; what could not be stored was not accepted.", error),
        SqliteException { SqliteErrorCode: ReadOnly } => Lasting($"The database {path} is read-only: give this process the right to write to the file and to its folder.", error),
        SqliteException { SqliteErrorCode: CantOpen } => Lasting($"The database {path} cannot be opened: its folder must exist, and this process must be allowed to write in it.", error),
        SqliteException { SqliteErrorCode: NotADatabase } => Lasting($"The file {path} is not an SQLite database: choose another file, ses.UseSqlite(\"…\").", error),
        SqliteException { SqliteErrorCode: Corrupt } => Lasting($"The database {path} is damaged: stop every program that uses it, copy it, and restore a backup or try sqlite3's .recover.", error),
        SqliteException { SqliteErrorCode: Error } when error.Message.Contains("no such table", StringComparison.Ordinal) =>
            Lasting($"The database {path} lacks a table of Ses ({error.Message}): it was changed by something else while it was open; restore a backup.", error),
        ObjectDisposedException => Transient($"The database {path} was closed.", error),
        _ => Lasting($"The database {path} refused a statement: {error.Message}", error),
    };

    private static SesException Transient(string message, Exception error) => new(SesErrorCode.StorageFailed, message, isTransient: true, error);

    private static SesException Lasting(string message, Exception error) => new(SesErrorCode.StorageFailed, message, isTransient: false, error);
}
