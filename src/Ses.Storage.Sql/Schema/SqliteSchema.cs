using DbUp;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;
using Ses.Storage.Sql.Sqlite;

namespace Ses.Storage.Sql.Schema;

/// <summary>Opens a file: makes or updates its tables. Processes that start at once wait for each other by a lock on a file beside it.</summary>
internal static class SqliteSchema
{
    private const string Journal = "ses_schema_versions";

    public static void Open(SqliteFile file)
    {
        using var connection = file.OpenWriter();
        if (IsCurrent(connection, file))
            return;
        // An immediate transaction is the lock: who comes second finds the journal complete.
        using var shared = new SharedConnection(connection);
        SchemaUpgrade.Run(DeployChanges.To.SqliteDatabase(shared).JournalToSqliteTable(Journal), file.Dialect);
        if (!IsCurrent(connection, file))
            throw new SesException(SesErrorCode.StorageFailed, $"The tables of {file.Path} could not be made; look for another program that changes them.");
    }

    private static bool IsCurrent(SqliteConnection connection, SqliteFile file)
    {
        var tables = Read(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('ses_schema_versions', 'ses_messages', 'ses_deliveries', 'ses_domains')");
        var journal = tables.Contains(Journal) ? Read(connection, $"SELECT ScriptName FROM {Journal}") : null;
        return SchemaUpgrade.IsCurrent(journal, tables.Count > 0, $"The database {file.Path}");
    }

    private static List<string> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
