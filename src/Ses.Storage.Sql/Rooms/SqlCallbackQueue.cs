using Ses.Callbacks;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlCallbackQueue(SqlStore store) : ICallbackQueue
{
    // Behind every key of an attempt.
    private const string End = "~";

    private const string List = "SELECT payload FROM ses_callback_attempts WHERE endpoint = @endpoint AND sort_key < @before ORDER BY sort_key DESC LIMIT @size";

    private const string Count = "SELECT count(*) FROM ses_callback_attempts WHERE endpoint = @endpoint";

    public async ValueTask<DueCallbacks> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => DueEndpoints.ListAsync(session, now, max, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<ClaimedCallback>> ClaimAsync(IReadOnlyList<CallbackClaim> claims, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (claims.Count == 0)
            return [];
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Record, new ClaimCallbacks(claims, until, now).RunAsync, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask FinishAsync(IReadOnlyList<CallbackOutcome> outcomes, int disableAfter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (outcomes.Count == 0)
            return;
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await database.WriteAsync(WritePriority.Record, (session, token) => FinishCallbacks.RunAsync(session, outcomes, disableAfter, now, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<CallbackAttempt>> ListAttemptsAsync(CallbackEndpointId endpoint, PageRequest page, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => Paging.ReadAsync(
                session, List, Count,
                query => query.With("endpoint", endpoint.Value).With("before", page.After ?? End),
                row => StorageJson.Read<CallbackAttempt>(row.Text()), CallbackAttemptRows.SortKey, page, token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> SweepAsync(CallbackLimits limits, int max, int disableAfter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var sweep = new SweepCallbacks(limits, max, disableAfter, now);
        var swept = await database.WriteAsync(WritePriority.Bulk, sweep.DeleteOrphansAsync, cancellationToken).ConfigureAwait(false);
        swept += await database.WriteAsync(WritePriority.Bulk, sweep.GiveUpAsync, cancellationToken).ConfigureAwait(false);
        swept += await database.WriteAsync(WritePriority.Bulk, sweep.ForgetAsync, cancellationToken).ConfigureAwait(false);
        return swept > 0;
    }
}
