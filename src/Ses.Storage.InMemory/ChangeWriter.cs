using Ses.Ledger;

namespace Ses.Storage.InMemory;

/// <summary>Writes what <see cref="Settlement"/> found, whole. The caller holds the transaction.</summary>
internal static class ChangeWriter
{
    private static readonly TimeSpan Bucket = TimeSpan.FromMinutes(15);

    public static void Write(Tables tables, SettlementChanges changes, DateTimeOffset now)
    {
        foreach (var delivery in changes.Deliveries)
            tables.Deliveries.Put(delivery);
        foreach (var fact in changes.Facts)
            (tables.Facts.TryGetValue(fact.Delivery, out var facts) ? facts : tables.Facts[fact.Delivery] = []).Add(fact);
        foreach (var counter in changes.Counters)
            Count(tables, counter);
        foreach (var block in changes.Blocks)
            tables.Blocklist.Put(block);
        foreach (var progress in changes.Progress)
        {
            if (tables.Tasks.TryGetValue((progress.Account, progress.Task), out var task))
                tables.Tasks[(progress.Account, progress.Task)] = task with { Progress = task.Progress + progress.Change };
        }

        foreach (var charge in changes.Charges)
        {
            var key = (charge.Account, charge.SenderDomain, charge.Day, charge.Epoch);
            var row = tables.Quotas.GetValueOrDefault(key) ?? new(0, 0);
            tables.Quotas[key] = row with { Charged = row.Charged + charge.Count };
        }

        Tell(tables, changes, now);
    }

    private static void Tell(Tables tables, SettlementChanges changes, DateTimeOffset now)
    {
        var accounts = CallbackFold.AccountsOf(changes);
        var targets = tables.Callbacks.Endpoints.Values
            .Where(endpoint => accounts.Contains(endpoint.Account))
            .Select(endpoint => new CallbackTarget(endpoint.Id, endpoint.Account, endpoint.Sender?.NormalForm, endpoint.Events))
            .ToList();
        if (targets.Count == 0)
            return;
        var senders = CallbackFold.MessagesOf(changes, targets).ToDictionary(message => message, message => tables.Messages[message].Recipe.From.Address.NormalForm);
        foreach (var due in CallbackFold.Of(changes, targets, senders))
            tables.Callbacks.Add(due, now);
    }

    private static void Count(Tables tables, CounterDelta delta)
    {
        var axes = delta.Axes;
        var start = new DateTimeOffset(axes.AcceptedAt.UtcTicks - (axes.AcceptedAt.UtcTicks % Bucket.Ticks), TimeSpan.Zero);
        var quarter = new QuarterHourKey(axes.Account, start, axes.SenderDomain, axes.Template, axes.Task, axes.Stream);
        tables.QuarterHours[quarter] = tables.QuarterHours.GetValueOrDefault(quarter) + delta.Change;
        var day = new RecipientDayKey(axes.Account, DateOnly.FromDateTime(axes.AcceptedAt.UtcDateTime), axes.SenderDomain, axes.RecipientDomain);
        tables.RecipientDays[day] = tables.RecipientDays.GetValueOrDefault(day) + delta.Change;
    }
}
