using System.Text;
using Microsoft.Data.Sqlite;

namespace Ses.Storage.Sql.Tests.Sqlite;

/// <summary>The rows of all tables, for people.</summary>
internal static class SqliteDump
{
    private const int MaxRows = 50;

    public static string Of(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var dump = new StringBuilder();
        foreach (var table in Read(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'ses_%' ORDER BY name"))
        {
            foreach (var row in Read(connection, $"SELECT * FROM {table} LIMIT {MaxRows}"))
                dump.AppendLine($"{table}: {row}");
        }

        return dump.ToString();
    }

    private static List<string> Read(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : reader.GetValue(i))));
        return rows;
    }
}
