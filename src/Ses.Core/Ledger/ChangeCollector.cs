using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>Gathers changes and sums what has the same key.</summary>
/// <param name="capacity">For how many deliveries.</param>
internal sealed class ChangeCollector(int capacity = 4)
{
    private readonly List<MailDelivery> _deliveries = new(capacity);
    private readonly List<MailFact> _facts = new(capacity);
    private readonly List<BlockEntry> _blocks = [];
    private readonly Dictionary<DeliveryAxes, CounterSet> _counters = [];
    private readonly Dictionary<(AccountId Account, SendingTaskId Task), TaskProgress> _progress = [];
    private readonly Dictionary<(AccountId Account, DomainName Domain, DateOnly Day, NodeEpoch Epoch), long> _charges = [];

    public void Admit(MailDelivery delivery)
    {
        _deliveries.Add(delivery);
        Count(delivery.Axes, CounterSet.Of(delivery.Facts));
        Progress(delivery.Axes, ProgressOf(delivery.Facts));
    }

    public void Change(MailDelivery before, MailDelivery after)
    {
        _deliveries.Add(after);
        Count(after.Axes, CounterSet.Of(after.Facts) - CounterSet.Of(before.Facts));
        Progress(after.Axes, ProgressOf(after.Facts) - ProgressOf(before.Facts));
    }

    public void Fact(MailFact fact) => _facts.Add(fact);

    public void Charge(DeliveryAxes axes, DateOnly day, NodeEpoch epoch)
    {
        var key = (axes.Account, axes.SenderDomain, day, epoch);
        _charges[key] = _charges.GetValueOrDefault(key) + 1;
    }

    public void BlockInvalid(MailDelivery delivery, DateTimeOffset at, SettlementRules rules, string? remark)
    {
        if (!rules.SimulatorDomains.Contains(delivery.Recipient.Domain))
            _blocks.Add(new(delivery.Axes.Account, delivery.Recipient, BlockReason.InvalidAddress, null, at, at + rules.InvalidAddressBlock, remark));
    }

    public void Reject(MailDelivery delivery, LateFact fact, SettlementRules rules)
    {
        var reason = fact.Kind == FactKind.Complained ? BlockReason.Complained : BlockReason.Unsubscribed;
        if (!rules.SimulatorDomains.Contains(delivery.Recipient.Domain))
            _blocks.Add(new(delivery.Axes.Account, delivery.Recipient, reason, delivery.Axes.SenderDomain, fact.At, null, fact.Detail));
    }

    public SettlementChanges ToChanges() => new(
        _deliveries,
        _facts,
        [.. _counters.Where(pair => pair.Value != default).Select(pair => new CounterDelta(pair.Key, pair.Value))],
        [.. _progress.Where(pair => pair.Value != default).Select(pair => new ProgressDelta(pair.Key.Account, pair.Key.Task, pair.Value))],
        _blocks,
        [.. _charges.Select(pair => new QuotaCharge(pair.Key.Account, pair.Key.Domain, pair.Key.Day, pair.Key.Epoch, pair.Value))]);

    private void Count(DeliveryAxes axes, CounterSet change) => _counters[axes] = _counters.GetValueOrDefault(axes) + change;

    private void Progress(DeliveryAxes axes, TaskProgress change)
    {
        if (axes.Task is { } task)
            _progress[(axes.Account, task)] = _progress.GetValueOrDefault((axes.Account, task)) + change;
    }

    private static TaskProgress ProgressOf(DeliveryFacts facts)
    {
        var counters = CounterSet.Of(facts);
        var attempted = counters.Sends == 1 && (facts & DeliveryFacts.Attempted) != 0;
        return new(counters.Requests, counters.Rejected, attempted ? 1 : 0, counters.Deliveries, counters.Bounces);
    }
}
