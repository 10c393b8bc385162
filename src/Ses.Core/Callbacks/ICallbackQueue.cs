using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Callbacks;

/// <summary>
/// Callbacks that wait. <see cref="IMailLedger"/> puts them here, in the transaction of what they tell: due at once, or behind an earlier one of the same delivery
/// and endpoint, which must be done or given up first.
/// </summary>
public interface ICallbackQueue
{
    /// <summary>
    /// Enabled endpoints, <paramref name="max"/> at most, for which something is due, the longest due first; and the next such time behind <paramref name="now"/>.
    /// </summary>
    ValueTask<DueCallbacks> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Takes what is due, of each endpoint its limit at most, the longest due first; not what another call is just taking. Until <paramref name="until"/> nobody else gets it; then it is due
    /// again, as after a crash.
    /// </summary>
    ValueTask<IReadOnlyList<ClaimedCallback>> ClaimAsync(IReadOnlyList<CallbackClaim> claims, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Stores what came of calls. First the fence: what was claimed again since, or is stored already, drops out. The others' attempts go on record; a callback with a time to
    /// retry is due then, one without is gone and lets the next of its delivery and endpoint be due at once. Endpoints change as <see cref="CallbackHealth.After"/> says.
    /// </summary>
    ValueTask FinishAsync(IReadOnlyList<CallbackOutcome> outcomes, int disableAfter, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>A page of an endpoint's attempts, the newest first.</summary>
    ValueTask<Page<CallbackAttempt>> ListAttemptsAsync(CallbackEndpointId endpoint, PageRequest page, CancellationToken cancellationToken);

    /// <summary>
    /// Takes one step: gives up callbacks that were put here before <see cref="CallbackLimits.Waiting"/>, with an attempt that says so; deletes those of endpoints that
    /// are gone, and attempts before <see cref="CallbackLimits.Attempts"/>.
    /// </summary>
    /// <returns>True where there may be more.</returns>
    ValueTask<bool> SweepAsync(CallbackLimits limits, int max, int disableAfter, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Endpoints for which something is due.</summary>
/// <param name="Endpoints">The endpoints, the longest due first.</param>
/// <param name="NextDueAt">When the next callback of an enabled endpoint falls due; null for none.</param>
public sealed record DueCallbacks(IReadOnlyList<CallbackEndpoint> Endpoints, DateTimeOffset? NextDueAt);

/// <summary>How many callbacks of an endpoint are wanted.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Limit">At most so many.</param>
public sealed record CallbackClaim(CallbackEndpointId Endpoint, int Limit);

/// <summary>A callback that was taken.</summary>
/// <param name="Due">What is to be told.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="Claims">How often it was taken, this time too: what <see cref="ICallbackQueue.FinishAsync"/> knows it by.</param>
/// <param name="CreatedAt">Since when it waits.</param>
public sealed record ClaimedCallback(CallbackDue Due, int Attempts, int Claims, DateTimeOffset CreatedAt);

/// <summary>What came of a call.</summary>
/// <param name="Callback">The callback as it was taken.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="RetryAt">When it is called again; null where it is done or given up.</param>
public sealed record CallbackOutcome(ClaimedCallback Callback, CallbackAttempt Attempt, DateTimeOffset? RetryAt);

/// <summary>What is too old.</summary>
/// <param name="Waiting">Callbacks that wait since before this time are given up.</param>
/// <param name="Attempts">Attempts before this time are deleted.</param>
public sealed record CallbackLimits(DateTimeOffset Waiting, DateTimeOffset Attempts)
{
    /// <summary>The attempt that goes on record for a callback that grew too old before it could be made.</summary>
    public static CallbackAttempt GiveUp(CallbackDue due, int attempts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(due);
        return new()
        {
            Endpoint = due.Endpoint,
            Delivery = due.Fact.Delivery,
            Sequence = due.Fact.Sequence,
            Number = attempts + 1,
            At = now,
            Result = CallbackResult.GivenUp,
            Detail = "it waited longer than Callbacks.MaxAge allows",
        };
    }
}
