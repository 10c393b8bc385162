namespace Ses.Callbacks.Internal;

/// <summary>What becomes of a callback after a call.</summary>
internal static class CallbackDecider
{
    private const int MaxDetail = 1_000;

    /// <param name="callback">As it was taken.</param>
    /// <param name="reply">What came of the call.</param>
    /// <param name="startedAt">When it began.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="options">Schedule and age.</param>
    /// <param name="share">A die from 0 to below 1, for the jitter.</param>
    public static CallbackOutcome Decide(ClaimedCallback callback, CallbackReply reply, DateTimeOffset startedAt, TimeSpan duration, CallbacksOptions options, double share)
    {
        var retryAt = startedAt + duration + DelayAfter(callback.Attempts + 1, options, share);
        var result = reply.IsSuccess ? CallbackResult.Succeeded : retryAt > callback.CreatedAt + options.MaxAge ? CallbackResult.GivenUp : CallbackResult.PutOff;
        var attempt = new CallbackAttempt
        {
            Endpoint = callback.Due.Endpoint,
            Delivery = callback.Due.Fact.Delivery,
            Sequence = callback.Due.Fact.Sequence,
            Number = callback.Attempts + 1,
            At = startedAt,
            Duration = duration,
            Result = result,
            StatusCode = reply.StatusCode,
            Detail = reply.Detail is { Length: > MaxDetail } detail ? detail[..MaxDetail] : reply.Detail,
        };
        return new(callback, attempt, result == CallbackResult.PutOff ? retryAt : null);
    }

    // Up to a quarter longer, so that what failed together does not come again together.
    private static TimeSpan DelayAfter(int attempt, CallbacksOptions options, double share) =>
        options.RetrySchedule[Math.Min(attempt, options.RetrySchedule.Count) - 1] * (1 + (share / 4));
}
