using Ses.Ledger;
using Ses.Primitives;
using Ses.SendingTasks;
using Ses.Statistics;
using Ses.Testing;

namespace Ses.Simulation.Tests;

/// <summary>What holds in every world, whatever went wrong in it.</summary>
internal static class Invariants
{
    /// <summary>Everything that does not hold; empty where all is well.</summary>
    public static IReadOnlyList<string> Broken(Scenario scenario)
    {
        var deliveries = scenario.Deliveries();
        var attempts = scenario.World.Servers.Attempts;
        var broken = new List<string>();
        NothingIsLost(scenario, deliveries, broken);
        OneFateEach(deliveries, attempts, broken);
        NobodyTwice(deliveries, attempts, broken);
        PaceIsKept(scenario, attempts, broken);
        QuotaIsKept(scenario, attempts, broken);
        CountersEqualARecount(scenario, deliveries, broken);
        RetriesRepeatTheBytes(attempts, broken);
        EverythingIsToldInOrder(scenario, deliveries, broken);
        return broken;
    }

    private static void NothingIsLost(Scenario scenario, IReadOnlyList<MailDelivery> deliveries, List<string> broken)
    {
        foreach (var open in deliveries.Where(delivery => delivery.State == DeliveryState.Queued || delivery.Owner != NodeEpoch.None))
            broken.Add($"{open.Recipient} has no fate: {open.State}, owner {open.Owner}, due {open.DueAt:u}");
        var task = scenario.TaskNow();
        if (task.State != TaskState.Sent && !scenario.HoldsUncertain)
            broken.Add($"the task is {task.State} ({task.StateReason}), {task.Progress} of {task.Requests}");
        if (task.Progress.Expanded != task.Requests)
            broken.Add($"the task has {task.Requests} requests, and {task.Progress.Expanded} were expanded");
    }

    private static void OneFateEach(IReadOnlyList<MailDelivery> deliveries, IReadOnlyList<FakeAttempt> attempts, List<string> broken)
    {
        var accepted = attempts.Where(attempt => attempt.WasAccepted).Select(attempt => attempt.Recipient.NormalForm).ToHashSet();
        foreach (var delivery in deliveries)
        {
            var has = accepted.Contains(delivery.Recipient.NormalForm);
            if (delivery.State == DeliveryState.Delivered && !has)
                broken.Add($"{delivery.Recipient} is on record as delivered, and no server has it");
            if (delivery.State is DeliveryState.Bounced or DeliveryState.Rejected or DeliveryState.Expired && has && !delivery.Facts.HasFlag(DeliveryFacts.Uncertain))
                broken.Add($"{delivery.Recipient} is on record as {delivery.State}, and a server has it");
        }
    }

    private static void NobodyTwice(IReadOnlyList<MailDelivery> deliveries, IReadOnlyList<FakeAttempt> attempts, List<string> broken)
    {
        var times = attempts.Where(attempt => attempt.WasAccepted).CountBy(attempt => attempt.Recipient.NormalForm).ToDictionary();
        foreach (var delivery in deliveries.Where(delivery => times.GetValueOrDefault(delivery.Recipient.NormalForm) > 1 && !delivery.Facts.HasFlag(DeliveryFacts.Uncertain)))
            broken.Add($"{delivery.Recipient} got it {times[delivery.Recipient.NormalForm]} times, and nothing was uncertain");
        foreach (var twice in deliveries.GroupBy(delivery => (delivery.Message, delivery.RecipientHash)).Where(group => group.Count() > 1))
            broken.Add($"{twice.First().Recipient} is in the message {twice.Key.Message} {twice.Count()} times");
    }

    private static void PaceIsKept(Scenario scenario, IReadOnlyList<FakeAttempt> attempts, List<string> broken)
    {
        if (scenario.PerSecond is not { } rate)
            return;
        var times = attempts.Select(attempt => attempt.At).Order().ToList();
        for (int first = 0, last = 0; last < times.Count; last++)
        {
            while (times[last] - times[first] >= TimeSpan.FromSeconds(1))
                first++;
            if (last - first + 1 > rate)
            {
                broken.Add($"{last - first + 1} attempts in the second before {times[last]:O}, at {rate}/s");
                return;
            }
        }
    }

    private static void QuotaIsKept(Scenario scenario, IReadOnlyList<FakeAttempt> attempts, List<string> broken)
    {
        var firsts = attempts.GroupBy(attempt => attempt.Recipient.NormalForm).Select(group => group.Min(attempt => attempt.At));
        foreach (var day in firsts.CountBy(at => DateOnly.FromDateTime(at.UtcDateTime)).Where(day => day.Value > scenario.Quota))
            broken.Add($"{day.Value} first attempts on {day.Key:O}, with a quota of {scenario.Quota}");
    }

    private static void CountersEqualARecount(Scenario scenario, IReadOnlyList<MailDelivery> deliveries, List<string> broken)
    {
        var recount = deliveries.Aggregate(default(CounterSet), (sum, delivery) => sum + CounterSet.Of(delivery.Facts));
        foreach (var axis in new[] { StatisticsAxis.Day, StatisticsAxis.RecipientDomain, StatisticsAxis.Task, StatisticsAxis.QuarterHour })
        {
            var rows = scenario.World.Storage.Statistics.ReadAsync(AccountId.Default, axis, new(), default).Result;
            var sum = rows.Aggregate(default(CounterSet), (sum, row) => sum + row.Counters);
            if (sum != recount)
                broken.Add($"counters by {axis} say {sum}, the deliveries say {recount}");
        }

        if (recount.Requests != recount.Rejected + recount.Sends || recount.Pending < 0)
            broken.Add($"the counters contradict themselves: {recount}");
    }

    private static void EverythingIsToldInOrder(Scenario scenario, IReadOnlyList<MailDelivery> deliveries, List<string> broken)
    {
        var told = scenario.World.Callbacks.Calls.GroupBy(call => call.EventId[..32]).ToDictionary(calls => calls.Key, calls => calls.Select(call => call.EventId).Distinct().ToList());
        foreach (var delivery in deliveries)
        {
            var facts = scenario.World.Storage.Ledger.ListFactsAsync(delivery.Message, delivery.Id, default).Result;
            var expected = facts.Where(fact => CallbackFold.EventOf(fact) != CallbackEvents.None).Select(fact => $"{delivery.Id}-{fact.Sequence}").ToList();
            var actual = told.GetValueOrDefault(delivery.Id.ToString()) ?? [];
            if (!expected.SequenceEqual(actual))
                broken.Add($"{delivery.Recipient}: {string.Join(" ", expected)} happened, {string.Join(" ", actual)} was told");
        }
    }

    private static void RetriesRepeatTheBytes(IReadOnlyList<FakeAttempt> attempts, List<string> broken)
    {
        foreach (var recipient in attempts.Where(attempt => attempt.Content.Length > 0).GroupBy(attempt => (attempt.Recipient.NormalForm, attempt.ReturnPath)))
        {
            var first = recipient.First().Content;
            if (recipient.Any(attempt => !attempt.Content.Span.SequenceEqual(first.Span)))
                broken.Add($"a retry to {recipient.Key.NormalForm} has other bytes");
        }
    }
}
