using Ses.Callbacks;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

/// <summary>Makes callback endpoints and what comes of their calls.</summary>
internal static class SampleCallbacks
{
    public const int DisableAfter = 3;

    public static CallbackEndpoint Endpoint(DateTimeOffset now, EmailAddress? sender = null, AccountId account = default, CallbackEvents events = CallbackEvents.All) => new()
    {
        Account = account,
        Sender = sender,
        Url = "https://hooks.example/почта?a=1&b=\"2\"",
        Events = events,
        Keys = [new(2, new byte[] { 0, 1, 255 }, now, null), new(1, new byte[] { 7 }, now.AddDays(-1), now.AddDays(1))],
        CreatedAt = now,
    };

    public static CallbackOutcome Outcome(ClaimedCallback callback, CallbackResult result, DateTimeOffset? retryAt, DateTimeOffset now) => new(
        callback,
        new()
        {
            Endpoint = callback.Due.Endpoint,
            Delivery = callback.Due.Fact.Delivery,
            Sequence = callback.Due.Fact.Sequence,
            Number = callback.Attempts + 1,
            At = now,
            Duration = TimeSpan.FromMilliseconds(12.3456),
            Result = result,
            StatusCode = result == CallbackResult.Succeeded ? 204 : null,
            Detail = result == CallbackResult.Succeeded ? null : "отказано 🚫",
        },
        retryAt);
}
