using Ses.Callbacks;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Callback endpoints as rows.</summary>
internal static class CallbackEndpointRows
{
    /// <summary>What <see cref="Read"/> wants; <c>p</c> is the table.</summary>
    public const string Columns = "p.payload, p.id, p.version";

    private const string Update = """
        UPDATE ses_callback_endpoints SET events = @events, is_disabled = @disabled, version = @version + 1, payload = @payload
        WHERE account = @account AND sort_key = @key AND id = @id AND version = @version
        """;

    private const string Targets = "SELECT p.id, p.account, p.sender, p.events FROM ses_callback_endpoints p WHERE p.account {among}";

    private const string Lock = $"SELECT {Columns} FROM ses_callback_endpoints p WHERE p.id {{among}} ORDER BY p.id /*pg FOR UPDATE*/";

    private static readonly RowSet<AccountId> Accounts = new RowSet<AccountId>().Text("account", account => account.Value);

    private static readonly RowSet<CallbackEndpointId> Ids = new RowSet<CallbackEndpointId>().Long("id", id => id.Value);

    public static CallbackEndpoint Read(SqlRow row) =>
        StorageJson.Read<CallbackEndpoint>(row.Text()) with { Id = new(row.Long()), Version = row.Int() };

    /// <summary>What endpoints are found and listed by: the account's first.</summary>
    public static string SortKey(EmailAddress? sender) => sender is null ? "" : $"{sender.Domain.Value}/{sender.NormalForm}";

    public static SqlQuery Fill(SqlQuery query, CallbackEndpoint endpoint) => query
        .With("account", endpoint.Account.Value).With("key", SortKey(endpoint.Sender)).With("id", endpoint.Id.Value)
        .With("events", (int)endpoint.Events).With("disabled", endpoint.DisabledAt is null ? 0 : 1).With("version", endpoint.Version)
        .With("payload", StorageJson.Write(endpoint));

    /// <summary>Stores an endpoint if its version is still the stored one's.</summary>
    public static async ValueTask<bool> UpdateAsync(SqlSession session, CallbackEndpoint endpoint, CancellationToken cancellationToken) =>
        await Fill(session.Sql(Update), endpoint).RunAsync(cancellationToken).ConfigureAwait(false) == 1;

    /// <summary>What the fold must know of the endpoints of accounts.</summary>
    public static async ValueTask<IReadOnlyList<CallbackTarget>> TargetsAsync(SqlSession session, IReadOnlyList<AccountId> accounts, CancellationToken cancellationToken) =>
        await session.Sql(Targets).WithRows(Accounts, accounts)
            .ListAsync(row => new CallbackTarget(new(row.Long()), row.Account(), row.Text() is { Length: > 0 } sender ? sender : null, (CallbackEvents)row.Int()), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Endpoints become what their new attempts make of them; nearly always that is nothing.</summary>
    public static async ValueTask RecordAsync(SqlSession session, IReadOnlyList<CallbackAttempt> attempts, int disableAfter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var byEndpoint = attempts.GroupBy(attempt => attempt.Endpoint).ToDictionary(same => same.Key, same => same.ToList());
        if (byEndpoint.Count == 0)
            return;
        var endpoints = await session.Sql(Lock).WithRows(Ids, [.. byEndpoint.Keys]).ListAsync(Read, cancellationToken).ConfigureAwait(false);
        foreach (var endpoint in endpoints)
        {
            var changed = CallbackHealth.After(endpoint, byEndpoint[endpoint.Id], disableAfter, now);
            if (!ReferenceEquals(changed, endpoint))
                await UpdateAsync(session, changed, cancellationToken).ConfigureAwait(false);
        }
    }
}
