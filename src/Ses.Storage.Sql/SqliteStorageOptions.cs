namespace Ses.Storage.Sql;

/// <summary>How a SQLite file is used.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>The file; made where there is none. Its folder must exist.</summary>
    public string Path { get; set; } = "ses.db";

    /// <summary>True, the default: what was accepted survives a power cut. False: it survives the process, and the last moments before a power cut may be lost.</summary>
    public bool SynchronousFull { get; set; } = true;

    /// <summary>How long a call waits for another program that has the file locked; 5 seconds by default. Then it fails, and may be repeated.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
