using Ses.Ledger;
using Ses.Primitives;
using Ses.Retention;
using Ses.SendingTasks;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class RetentionRoom(Tables tables) : IRetentionStore
{
    public ValueTask<bool> SweepAsync(RetentionLimits limits, int max, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(DeleteDeliveries(limits, max) + DeleteMessages(limits, max) + EmptyMessages(limits, max) + DeleteTranscripts(limits, max) + DeleteKeys(now, max) + DeletePolicies(now, max) > 0);
    }

    public ValueTask<int> ExpireAsync(int max, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var aside = tables.Deliveries.All
                .Where(delivery => delivery.State is DeliveryState.Held or DeliveryState.Parked && delivery.ExpiresAt <= now)
                .OrderBy(delivery => delivery.Id)
                .Take(max)
                .ToList();
            ChangeWriter.Write(tables, Settlement.Expire(aside, now), now);
            return new(aside.Count);
        }
    }

    private int DeleteDeliveries(RetentionLimits limits, int max)
    {
        var old = tables.Deliveries.All
            .Where(delivery => delivery.Id.Cohort.CompareTo(limits.Deliveries) < 0)
            .GroupBy(delivery => delivery.Id.Cohort)
            .Where(day => !day.Any(IsPending))
            .SelectMany(day => day)
            .Take(max)
            .ToList();
        foreach (var delivery in old)
        {
            tables.Deliveries.Remove(delivery);
            tables.Facts.Remove(delivery.Id);
            tables.FactSources.RemoveWhere(source => source.Delivery == delivery.Id);
        }

        return old.Count;
    }

    private int DeleteMessages(RetentionLimits limits, int max)
    {
        var old = tables.Messages.Values
            .Where(message => Cohort.Of(message.AcceptedAt).CompareTo(limits.Deliveries) < 0 && tables.Deliveries.OfMessage(message.Id).Count == 0 && !IsBeingSent(message))
            .Take(max)
            .ToList();
        foreach (var message in old)
            tables.Messages.Remove(message.Id);
        return old.Count;
    }

    private int EmptyMessages(RetentionLimits limits, int max)
    {
        var done = tables.Messages.Values
            .Where(message => message.AcceptedAt < limits.Content && MessageContent.IsHeldBy(message) && !IsBeingSent(message))
            .Where(message => tables.Deliveries.OfMessage(message.Id).Select(id => tables.Deliveries.Find(id)!).All(delivery => !IsPending(delivery) && delivery.UpdatedAt < limits.Content))
            .Take(max)
            .ToList();
        foreach (var message in done)
            tables.Messages[message.Id] = MessageContent.Empty(message);
        return done.Count;
    }

    private int DeleteTranscripts(RetentionLimits limits, int max)
    {
        var old = (from facts in tables.Facts.Values
                   from index in Enumerable.Range(0, facts.Count)
                   where facts[index].Attempt?.Transcript is not null && facts[index].At < limits.Transcripts
                   select (Facts: facts, Index: index)).Take(max).ToList();
        foreach (var (facts, index) in old)
            facts[index] = facts[index] with { Attempt = facts[index].Attempt! with { Transcript = null } };
        return old.Count;
    }

    private int DeleteKeys(DateTimeOffset now, int max)
    {
        var expired = tables.IdempotencyKeys.Where(pair => pair.Value.Key.ExpiresAt <= now).Select(pair => pair.Key).Take(max).ToList();
        foreach (var key in expired)
            tables.IdempotencyKeys.Remove(key);
        return expired.Count;
    }

    private int DeletePolicies(DateTimeOffset now, int max)
    {
        var ended = tables.MtaStsPolicies.Values.Where(policy => policy.ExpiresAt <= now).Take(max).ToList();
        foreach (var policy in ended)
            tables.MtaStsPolicies.Remove(policy.Domain);
        return ended.Count;
    }

    private bool IsBeingSent(MailMessage message) =>
        message.Task is { } task && tables.Tasks.TryGetValue((message.Account, task), out var stored) && stored.Run == message.Id && stored.State is (TaskState.Sending or TaskState.Paused);

    private static bool IsPending(MailDelivery delivery) => delivery.State is DeliveryState.Queued or DeliveryState.Held or DeliveryState.Parked;
}
