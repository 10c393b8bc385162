using Ses.Callbacks;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Callbacks whose calls ended: called again later, or gone with the next of their line let through.</summary>
internal static class FinishCallbacks
{
    private const string Lock = """
        SELECT c.delivery, c.sequence, c.claims, c.attempts FROM {rows} CROSS JOIN ses_callbacks c WHERE c.delivery = r.delivery AND c.sequence = r.number
        ORDER BY c.delivery, c.sequence /*pg FOR UPDATE OF c*/
        """;

    private const string PutOff = """
        UPDATE ses_callbacks SET due_at = r.due_at, attempts = attempts + 1 FROM {rows} WHERE ses_callbacks.delivery = r.delivery AND ses_callbacks.sequence = r.number
        """;

    private const string Delete = "DELETE FROM ses_callbacks WHERE (delivery, sequence) IN (SELECT r.delivery, r.number FROM {rows})";

    // Behind the deletion, and in a statement of its own, so that everything committed before it is seen.
    private const string LetThrough = """
        UPDATE ses_callbacks SET due_at = @now FROM {rows}
        WHERE ses_callbacks.delivery = r.delivery AND ses_callbacks.due_at = @behind AND ses_callbacks.sequence =
            (SELECT min(c.sequence) FROM ses_callbacks c WHERE c.delivery = r.delivery AND c.endpoint = r.endpoint)
        """;

    private static readonly RowSet<CallbackOutcome> Outcomes = new RowSet<CallbackOutcome>()
        .Id("delivery", outcome => outcome.Attempt.Delivery.Value)
        .Int("number", outcome => outcome.Attempt.Sequence)
        .Time("due_at", outcome => outcome.RetryAt);

    private static readonly RowSet<CallbackAttempt> Keys = new RowSet<CallbackAttempt>()
        .Id("delivery", attempt => attempt.Delivery.Value)
        .Int("number", attempt => attempt.Sequence);

    private static readonly RowSet<(DeliveryId Delivery, CallbackEndpointId Endpoint)> Lines = new RowSet<(DeliveryId Delivery, CallbackEndpointId Endpoint)>()
        .Id("delivery", line => line.Delivery.Value)
        .Long("endpoint", line => line.Endpoint.Value);

    private readonly record struct Stored(DeliveryId Delivery, int Sequence, int Claims, int Attempts);

    public static async ValueTask<bool> RunAsync(SqlSession session, IReadOnlyList<CallbackOutcome> outcomes, int disableAfter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stored = (await session.Sql(Lock).WithRows(Outcomes, outcomes)
            .ListAsync(row => new Stored(new(row.Id()), row.Int(), row.Int(), row.Int()), cancellationToken).ConfigureAwait(false)).ToHashSet();
        // Whoever comes through once is taken out, so that a second outcome of the same callback drops out.
        var ours = outcomes.Where(outcome => stored.Remove(new(outcome.Attempt.Delivery, outcome.Attempt.Sequence, outcome.Callback.Claims, outcome.Callback.Attempts))).ToList();
        var later = ours.Where(outcome => outcome.RetryAt is not null).ToList();
        if (later.Count > 0)
            await session.Sql(PutOff).WithRows(Outcomes, later).RunAsync(cancellationToken).ConfigureAwait(false);
        await RemoveAsync(session, [.. ours.Where(outcome => outcome.RetryAt is null).Select(outcome => outcome.Attempt)], now, cancellationToken).ConfigureAwait(false);
        await CallbackAttemptRows.RecordAsync(session, [.. ours.Select(outcome => outcome.Attempt)], disableAfter, now, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Deletes callbacks that the caller has locked, and lets through what waits behind them.</summary>
    public static async ValueTask RemoveAsync(SqlSession session, IReadOnlyList<CallbackAttempt> last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (last.Count == 0)
            return;
        await session.Sql(Delete).WithRows(Keys, last).RunAsync(cancellationToken).ConfigureAwait(false);
        var lines = last.Select(attempt => (attempt.Delivery, attempt.Endpoint)).Distinct().ToList();
        await session.Sql(LetThrough).WithRows(Lines, lines).With("now", now).With("behind", CallbackRows.Behind).RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
