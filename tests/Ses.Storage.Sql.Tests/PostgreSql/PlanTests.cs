using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.PostgreSql;

namespace Ses.Storage.Sql.Tests.PostgreSql;

public sealed partial class PlanTests(PostgreSqlFixture fixture) : PlanSpecification
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
        await using (var prepare = new NpgsqlCommand(Prepare(statement, query), connection))
            await prepare.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand("EXPLAIN (FORMAT JSON) EXECUTE asked" + Arguments(query, static _ => "NULL"), connection);
        using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync())!);
        await using (var forget = new NpgsqlCommand("DEALLOCATE asked", connection))
            await forget.ExecuteNonQueryAsync();
        return [.. Scans(plan.RootElement[0].GetProperty("Plan")).Where(scan => !Small.Any(small => scan.EndsWith(" " + small, StringComparison.Ordinal)))];
    }

    // The plan that is kept for all values.
    private static string Prepare(string statement, SqlQuery query)
    {
        var numbers = ParametersOf(query).Select((parameter, i) => (parameter.ParameterName, Number: i + 1)).ToDictionary(parameter => parameter.ParameterName, parameter => parameter.Number);
        return $"PREPARE asked{Arguments(query, TypeOf)} AS {ParameterName().Replace(statement, name => "$" + numbers[name.Groups[1].Value])}";
    }

    private static string Arguments(SqlQuery query, Func<NpgsqlParameter, string> text) =>
        ParametersOf(query) is { Count: > 0 } parameters ? $"({string.Join(", ", parameters.Select(text))})" : "";

    private static List<NpgsqlParameter> ParametersOf(SqlQuery query)
    {
        using var command = new NpgsqlCommand();
        query.Set(command.Parameters, static () => new NpgsqlParameter());
        return [.. command.Parameters.Cast<NpgsqlParameter>()];
    }

    private static string TypeOf(NpgsqlParameter parameter) =>
        (parameter.NpgsqlDbType & ~NpgsqlDbType.Array).ToString().ToLowerInvariant() + (parameter.NpgsqlDbType.HasFlag(NpgsqlDbType.Array) ? "[]" : "");

    [GeneratedRegex("@([a-z_0-9]+)")]
    private static partial Regex ParameterName();

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
