using Ses.Callbacks;
using Ses.Ledger;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Lets go callbacks that are too old or that nobody waits for any more, and old attempts; each a transaction.</summary>
internal sealed class SweepCallbacks(CallbackLimits limits, int max, int disableAfter, DateTimeOffset now)
{
    // From endpoint to endpoint by the index, whatever waits for each; of those, the ones that are in the table no more.
    private const string Removed = $"""
        {DueEndpoints.Waiting} SELECT e.id FROM e WHERE e.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ses_callback_endpoints p WHERE p.id = e.id) ORDER BY e.id
        """;

    private const string Orphans = """
        DELETE FROM ses_callbacks WHERE (delivery, sequence) IN (
            SELECT c.delivery, c.sequence FROM ses_callbacks c WHERE c.endpoint = @endpoint ORDER BY c.due_at, c.delivery, c.sequence LIMIT @max)
        """;

    private const string Old = """
        SELECT c.payload, c.attempts FROM ses_callbacks c WHERE c.created_at < @before ORDER BY c.created_at, c.delivery, c.sequence LIMIT @max /*pg FOR UPDATE SKIP LOCKED*/
        """;

    private const string Attempts = """
        DELETE FROM ses_callback_attempts WHERE (endpoint, sort_key) IN (
            SELECT a.endpoint, a.sort_key FROM ses_callback_attempts a WHERE a.at < @before ORDER BY a.at LIMIT @max)
        """;

    public async ValueTask<int> DeleteOrphansAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var endpoint in await session.Sql(Removed).ListAsync(row => row.Long(), cancellationToken).ConfigureAwait(false))
        {
            deleted += await session.Sql(Orphans).With("endpoint", endpoint).With("max", (long)(max - deleted)).RunAsync(cancellationToken).ConfigureAwait(false);
            if (deleted >= max)
                break;
        }

        return deleted;
    }

    public async ValueTask<int> GiveUpAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var attempts = await session.Sql(Old).With("before", limits.Waiting).With("max", (long)max)
            .ListAsync(row => CallbackLimits.GiveUp(StorageJson.Read<CallbackDue>(row.Text()), row.Int(), now), cancellationToken).ConfigureAwait(false);
        await FinishCallbacks.RemoveAsync(session, attempts, now, cancellationToken).ConfigureAwait(false);
        await CallbackAttemptRows.RecordAsync(session, attempts, disableAfter, now, cancellationToken).ConfigureAwait(false);
        return attempts.Count;
    }

    public async ValueTask<int> ForgetAsync(SqlSession session, CancellationToken cancellationToken) =>
        await session.Sql(Attempts).With("before", limits.Attempts).With("max", (long)max).RunAsync(cancellationToken).ConfigureAwait(false);
}
