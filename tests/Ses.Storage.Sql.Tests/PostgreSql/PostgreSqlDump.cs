using System.Text;
using Npgsql;

namespace Ses.Storage.Sql.Tests.PostgreSql;

/// <summary>The rows of all tables of a schema, for people.</summary>
internal static class PostgreSqlDump
{
    private const int MaxRows = 50;

    public static async Task<string> OfAsync(NpgsqlDataSource source, string schema, CancellationToken cancellationToken)
    {
        var dump = new StringBuilder();
        foreach (var table in await ReadAsync(source, $"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' ORDER BY 1", cancellationToken))
        {
            foreach (var row in await ReadAsync(source, $"SELECT t::text FROM \"{schema}\".{table} t LIMIT {MaxRows}", cancellationToken))
                dump.AppendLine($"{table}: {row}");
        }

        return dump.ToString();
    }

    private static async Task<List<string>> ReadAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(reader.GetString(0));
        return rows;
    }
}
