using System.Text.Json;
using Npgsql;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.PostgreSql;

namespace Ses.Storage.Sql.Tests.PostgreSql;

public sealed class PlanTests(PostgreSqlFixture fixture) : PlanSpecification
{
    // Of these there are few rows, whatever happens.
    private static readonly string[] Small = ["nodes", "last_ids", "removed_groups", "domains", "templates", "groups", "tasks"];

    private readonly string _schema = fixture.NewSchema();

    private protected override async ValueTask<SqlStorage> OpenAsync() => SqlStorage.OfPostgreSql(await fixture.OpenAsync(), new() { Schema = _schema, UseServerClock = false });

    protected override async Task AnalyzeAsync()
    {
        await using var command = (await fixture.OpenAsync()).CreateCommand("ANALYZE");
        await command.ExecuteNonQueryAsync();
    }

    private protected override async Task<IReadOnlyList<string>> FindScansAsync(SqlQuery query)
    {
        var statement = query.Text.Split(';')[^1].Trim();
        if (statement.StartsWith("ROLLBACK", StringComparison.Ordinal) || statement.StartsWith("SAVEPOINT", StringComparison.Ordinal) || statement.StartsWith("SET", StringComparison.Ordinal))
            return [];
        await using var connection = await (await fixture.OpenAsync()).OpenConnectionAsync();
        // As the store's own connections have it.
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var settings = new NpgsqlCommand(SessionSettings.ForATransaction, connection))
            await settings.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand("EXPLAIN (FORMAT JSON) " + statement, connection);
        query.Set(command.Parameters, static () => new NpgsqlParameter());
        using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync())!);
        return [.. Scans(plan.RootElement[0].GetProperty("Plan")).Where(scan => !Small.Any(small => scan.EndsWith(" " + small, StringComparison.Ordinal)))];
    }

    private static IEnumerable<string> Scans(JsonElement node)
    {
        var type = node.GetProperty("Node Type").GetString()!;
        if (node.TryGetProperty("Relation Name", out var relation)
            && (type == "Seq Scan" || (type is "Index Scan" or "Index Only Scan" && !node.TryGetProperty("Index Cond", out _))))
            yield return $"{type} of {relation.GetString()}";
        foreach (var child in node.TryGetProperty("Plans", out var plans) ? plans.EnumerateArray().SelectMany(Scans) : [])
            yield return child;
    }
}
