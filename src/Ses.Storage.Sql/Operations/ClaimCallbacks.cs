using Ses.Callbacks;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Takes due callbacks for a while: those that come first for their endpoints and that nobody else is just taking.</summary>
internal sealed class ClaimCallbacks(IReadOnlyList<CallbackClaim> claims, DateTimeOffset until, DateTimeOffset now)
{
    private const string OfOne = """
        SELECT c.delivery, c.sequence, c.endpoint, c.due_at FROM ses_callbacks c WHERE c.endpoint = @endpoint AND c.due_at <= @now ORDER BY c.due_at, c.delivery, c.sequence LIMIT @max
        """;

    private const string OfAll = """
        SELECT c.delivery, c.sequence, r.endpoint, c.due_at FROM {rows} CROSS JOIN LATERAL (
            SELECT q.delivery, q.sequence, q.due_at FROM ses_callbacks q WHERE q.endpoint = r.endpoint AND q.due_at <= @now
            ORDER BY q.due_at, q.delivery, q.sequence LIMIT r.max FOR NO KEY UPDATE SKIP LOCKED) c
        """;

    private const string Take = """
        UPDATE ses_callbacks SET due_at = @until, claims = claims + 1 FROM {rows} WHERE ses_callbacks.delivery = r.chosen AND ses_callbacks.sequence = r.number
        RETURNING payload, attempts, claims, created_at
        """;

    private static readonly RowSet<CallbackClaim> Wishes = new RowSet<CallbackClaim>()
        .Long("endpoint", claim => claim.Endpoint.Value)
        .Long("max", claim => claim.Limit);

    private static readonly RowSet<DueCallback> Chosen = new RowSet<DueCallback>()
        .Id("chosen", due => due.Delivery.Value)
        .Int("number", due => due.Sequence);

    private readonly record struct DueCallback(DeliveryId Delivery, int Sequence, CallbackEndpointId Endpoint, DateTimeOffset DueAt);

    public async ValueTask<IReadOnlyList<ClaimedCallback>> RunAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var due = await ListAsync(session, cancellationToken).ConfigureAwait(false);
        if (due.Count == 0)
            return [];
        var claimed = await session.Sql(Take).WithRows(Chosen, due).With("until", until).ListAsync(Read, cancellationToken).ConfigureAwait(false);
        var times = due.ToDictionary(callback => (callback.Delivery, callback.Sequence), callback => callback.DueAt);
        var wishes = claims.Select((claim, order) => (claim.Endpoint, order)).ToDictionary();
        return
        [
            .. claimed
                .OrderBy(callback => wishes[callback.Due.Endpoint])
                .ThenBy(callback => times[(callback.Due.Fact.Delivery, callback.Due.Fact.Sequence)])
                .ThenBy(callback => callback.Due.Fact.Delivery)
                .ThenBy(callback => callback.Due.Fact.Sequence),
        ];
    }

    private async ValueTask<List<DueCallback>> ListAsync(SqlSession session, CancellationToken cancellationToken)
    {
        if (session.Dialect.HasConcurrentWriters)
            return await session.Sql(OfAll).WithRows(Wishes, claims).With("now", now).ListAsync(ReadDue, cancellationToken).ConfigureAwait(false);
        var due = new List<DueCallback>();
        foreach (var claim in claims)
        {
            due.AddRange(await session.Sql(OfOne).With("endpoint", claim.Endpoint.Value).With("now", now).With("max", (long)claim.Limit)
                .ListAsync(ReadDue, cancellationToken).ConfigureAwait(false));
        }

        return due;
    }

    private static DueCallback ReadDue(SqlRow row) => new(new(row.Id()), row.Int(), new(row.Long()), row.Time());

    private static ClaimedCallback Read(SqlRow row) => new(StorageJson.Read<CallbackDue>(row.Text()), row.Int(), row.Int(), row.Time());
}
