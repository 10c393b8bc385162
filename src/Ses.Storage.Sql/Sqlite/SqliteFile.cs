using Microsoft.Data.Sqlite;

namespace Ses.Storage.Sql.Sqlite;

/// <summary>Opens connections to one file.</summary>
internal sealed class SqliteFile(SqliteStorageOptions options)
{
    /// <summary>Copies of the log what nobody reads there any more.</summary>
    public const string Checkpoint = "PRAGMA wal_checkpoint(PASSIVE)";

    /// <summary>True where a commit is to survive the loss of power.</summary>
    public bool IsSynchronized => options.SynchronousFull;

    public string Path { get; } = System.IO.Path.GetFullPath(options.Path);

    public SqliteDialect Dialect { get; } = new(System.IO.Path.GetFullPath(options.Path));

    /// <summary>A connection that writes.</summary>
    public SqliteConnection OpenWriter()
    {
        var connection = Open();
        try
        {
            // The write-ahead log lets readers read while the writer writes. FULL syncs it at every commit: with many calls in one commit that costs little.
            Set(connection, "PRAGMA journal_mode = WAL");
            Set(connection, "PRAGMA synchronous = NORMAL");
            Set(connection, "PRAGMA wal_autocheckpoint = 16000");
            Set(connection, "PRAGMA cache_size = -12288");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection that only reads.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = Open();
        Set(connection, "PRAGMA query_only = ON");
        return connection;
    }

    /// <summary>Copies the log into the file while others write and read.</summary>
    public void CopyLog()
    {
        using var connection = Open();
        Set(connection, Checkpoint);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            ForeignKeys = false,
            DefaultTimeout = (int)Math.Ceiling(options.BusyTimeout.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();
            Set(connection, $"PRAGMA busy_timeout = {(int)options.BusyTimeout.TotalMilliseconds}");
            Set(connection, "PRAGMA temp_store = MEMORY");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Set(SqliteConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants and a number.
        command.CommandText = pragma;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
