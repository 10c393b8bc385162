using System.Globalization;

namespace Ses.Callbacks;

/// <summary>When an endpoint is disabled. Pure; storage providers call it inside the transaction that stores the attempts.</summary>
public static class CallbackHealth
{
    /// <summary>The endpoint as its attempts leave it; the same object where nothing changes.</summary>
    /// <param name="endpoint">As it stands.</param>
    /// <param name="attempts">New attempts of it, in any order.</param>
    /// <param name="disableAfter">Calls in a row that may be given up before it is disabled (<see cref="CallbacksOptions.DisableAfter"/>).</param>
    /// <param name="now">The time.</param>
    public static CallbackEndpoint After(CallbackEndpoint endpoint, IReadOnlyList<CallbackAttempt> attempts, int disableAfter, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(attempts);
        var (exhausted, detail) = (endpoint.Exhausted, (string?)null);
        foreach (var attempt in attempts.OrderBy(attempt => attempt.At).ThenBy(attempt => attempt.Delivery).ThenBy(attempt => attempt.Sequence))
        {
            if (attempt.Result == CallbackResult.Succeeded)
                exhausted = 0;
            else if (attempt.Result == CallbackResult.GivenUp)
                (exhausted, detail) = (exhausted + 1, attempt.Detail);
        }

        if (endpoint.DisabledAt is null && exhausted >= disableAfter)
            return endpoint with { Exhausted = exhausted, DisabledAt = now, DisabledReason = string.Create(CultureInfo.InvariantCulture, $"{exhausted} calls in a row were given up, the last one because: {detail}") };
        return exhausted == endpoint.Exhausted || endpoint.DisabledAt is not null ? endpoint : endpoint with { Exhausted = exhausted };
    }
}
