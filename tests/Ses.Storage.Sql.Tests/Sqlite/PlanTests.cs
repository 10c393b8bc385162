using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Ses.Judges;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Tests.Sqlite;

public sealed partial class PlanTests : PlanSpecification, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private protected override ValueTask<SqlStorage> OpenAsync() => new(SqlStorage.OfSqlite(new() { Path = _folder.File("plans.db"), SynchronousFull = false }));

    // Plans must be right without statistics: nobody runs ANALYZE on an embedded file.
    protected override Task AnalyzeAsync() => Task.CompletedTask;

    private protected override async Task<IReadOnlyList<string>> FindScansAsync(SqlQuery query)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.File("plans.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = new SqliteCommand("EXPLAIN QUERY PLAN " + query.Text, connection);
        query.Set(command.Parameters, static () => new SqliteParameter());
        await using var reader = await command.ExecuteReaderAsync();
        var scans = new List<string>();
        while (await reader.ReadAsync())
        {
            if (Scan().IsMatch(reader.GetString(3)))
                scans.Add(reader.GetString(3));
        }

        return scans;
    }

    // Rows that travel along, what a subquery gives, and tables of which there are few rows whatever happens, may be read whole.
    [GeneratedRegex(@"^SCAN (?!json_each|CONSTANT|r\b|slice|locked|days\b|y\b|lists|\(subquery|ses_removed_groups|ses_nodes|[eg]\b)")]
    private static partial Regex Scan();
}
