using System.Globalization;
using Ses.Callbacks;
using Ses.Primitives;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class CallbackQueueRoom(Tables tables) : ICallbackQueue
{
    private CallbackTable Callbacks => tables.Callbacks;

    public ValueTask<DueCallbacks> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var fronts = Callbacks.Waiting
                .Select(id => (Endpoint: Callbacks.EndpointOf(id), Callbacks.QueueOf(id).First().DueAt))
                .Where(front => front.Endpoint is { DisabledAt: null } && front.DueAt != CallbackTable.Behind)
                .OrderBy(front => front.DueAt).ThenBy(front => front.Endpoint!.Id)
                .ToList();
            var next = fronts.Where(front => front.DueAt > now).Select(front => (DateTimeOffset?)front.DueAt).FirstOrDefault();
            return new(new DueCallbacks([.. fronts.Where(front => front.DueAt <= now).Take(max).Select(front => front.Endpoint!)], next));
        }
    }

    public ValueTask<IReadOnlyList<ClaimedCallback>> ClaimAsync(IReadOnlyList<CallbackClaim> claims, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var claimed = new List<ClaimedCallback>();
            foreach (var row in claims.SelectMany(claim => Callbacks.QueueOf(claim.Endpoint).TakeWhile(row => row.DueAt <= now).Take(claim.Limit)).ToList())
            {
                var taken = row with { DueAt = until, Claims = row.Claims + 1 };
                Callbacks.Put(taken);
                claimed.Add(new(taken.Due, taken.Attempts, taken.Claims, taken.CreatedAt));
            }

            return new(claimed);
        }
    }

    public ValueTask FinishAsync(IReadOnlyList<CallbackOutcome> outcomes, int disableAfter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var attempts = new List<CallbackAttempt>();
            foreach (var outcome in outcomes)
            {
                var (callback, fact) = (outcome.Callback, outcome.Callback.Due.Fact);
                if (Callbacks.Find(new(fact.Delivery, fact.Sequence)) is not { } row || row.Claims != callback.Claims || row.Attempts != callback.Attempts)
                    continue;
                if (outcome.RetryAt is { } retryAt)
                    Callbacks.Put(row with { DueAt = retryAt, Attempts = row.Attempts + 1 });
                else
                    Callbacks.Remove(row, now);
                attempts.Add(outcome.Attempt);
            }

            Record(attempts, disableAfter, now);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<Page<CallbackAttempt>> ListAttemptsAsync(CallbackEndpointId endpoint, PageRequest page, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var rows = Callbacks.Attempts.Where(attempt => attempt.Endpoint == endpoint).OrderByDescending(SortKey, StringComparer.Ordinal);
            return new(Paging.Page(rows, SortKey, page, backwards: true));
        }
    }

    public ValueTask<bool> SweepAsync(CallbackLimits limits, int max, int disableAfter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var orphans = Callbacks.Waiting.Where(id => Callbacks.EndpointOf(id) is null).SelectMany(Callbacks.QueueOf).Take(max).ToList();
            foreach (var row in orphans)
                Callbacks.Remove(row, now);
            var old = Callbacks.All.Where(row => row.CreatedAt < limits.Waiting).OrderBy(row => row.CreatedAt).ThenBy(row => row.Key).Take(max).ToList();
            foreach (var row in old)
                Callbacks.Remove(row, now);
            Record([.. old.Select(row => CallbackLimits.GiveUp(row.Due, row.Attempts, now))], disableAfter, now);
            var forgotten = Callbacks.Attempts.Where(attempt => attempt.At < limits.Attempts).OrderBy(attempt => attempt.At).Take(max).ToHashSet();
            Callbacks.Attempts.RemoveAll(forgotten.Contains);
            return new(orphans.Count + old.Count + forgotten.Count > 0);
        }
    }

    private static string SortKey(CallbackAttempt attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{attempt.At.UtcTicks:D19}/{attempt.Delivery}/{attempt.Sequence:D10}/{attempt.Number:D10}");

    private void Record(List<CallbackAttempt> attempts, int disableAfter, DateTimeOffset now)
    {
        Callbacks.Attempts.AddRange(attempts);
        foreach (var same in attempts.GroupBy(attempt => attempt.Endpoint))
        {
            if (Callbacks.EndpointOf(same.Key) is { } endpoint && CallbackHealth.After(endpoint, [.. same], disableAfter, now) is var changed && !ReferenceEquals(changed, endpoint))
                Callbacks.Endpoints[(endpoint.Account, CallbackTable.KeyOf(endpoint.Sender))] = changed with { Version = endpoint.Version + 1 };
        }
    }
}
