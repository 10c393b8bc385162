using System.Diagnostics;
using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>
/// The fold: from rows and what happened to rows, facts and all that follows. Pure; every storage provider calls it, after its fence, inside the
/// transaction that stores the result.
/// </summary>
public static class Settlement
{
    /// <summary>What follows from accepting deliveries.</summary>
    public static SettlementChanges Admit(IReadOnlyList<MailDelivery> deliveries)
    {
        ArgumentNullException.ThrowIfNull(deliveries);
        var changes = new ChangeCollector(deliveries.Count);
        foreach (var delivery in deliveries)
        {
            changes.Admit(delivery);
            if (delivery.State == DeliveryState.Rejected)
                changes.Fact(new(delivery.Id, delivery.Sequence, FactKind.Rejected, delivery.Axes.AcceptedAt, Detail: delivery.LastReply?.Text));
        }

        return changes.ToChanges();
    }

    /// <summary>What follows from the outcomes of attempts.</summary>
    /// <param name="epoch">The node that settles.</param>
    /// <param name="survivors">Outcomes that passed the fence; <see cref="DeliveryOutcome.Delivery"/> is the row as it stands now.</param>
    /// <param name="rules">Options.</param>
    public static SettlementChanges Apply(NodeEpoch epoch, IReadOnlyList<DeliveryOutcome> survivors, SettlementRules rules)
    {
        ArgumentNullException.ThrowIfNull(survivors);
        ArgumentNullException.ThrowIfNull(rules);
        var changes = new ChangeCollector(survivors.Count);
        foreach (var outcome in survivors)
        {
            var step = Step(outcome);
            var charged = outcome.Delivery.ChargedDay ?? outcome.ChargedDay;
            var after = outcome.Delivery with
            {
                State = step.State,
                DueAt = step.DueAt ?? outcome.Delivery.DueAt,
                Attempts = outcome.Delivery.Attempts + 1,
                ChargedDay = charged,
                Owner = NodeEpoch.None,
                Facts = outcome.Delivery.Facts | step.Facts | (charged is null ? DeliveryFacts.None : DeliveryFacts.Attempted),
                Sequence = outcome.Delivery.Sequence + 1,
                LastReply = outcome.Attempt?.Reply ?? outcome.Delivery.LastReply,
                UpdatedAt = outcome.At,
            };
            changes.Change(outcome.Delivery, after);
            changes.Fact(new(after.Id, after.Sequence, step.Kind, outcome.At, step.Class, Attempt: outcome.Attempt));
            if (outcome.Delivery.ChargedDay is null && charged is { } day)
                changes.Charge(after.Axes, day, epoch);
            if (step.Class == BounceClass.InvalidAddress)
                changes.BlockInvalid(after, outcome.At, rules, after.LastReply?.ToString());
        }

        return changes.ToChanges();
    }

    /// <summary>
    /// What follows from a node's death for the deliveries it had claimed: nobody knows which of them it began, so each is uncertain. Only what it held of a day's
    /// quota can have paid for first attempts, so as many rows, those due first, count as charged; the others pay when they are attempted.
    /// </summary>
    /// <param name="epoch">The dead node.</param>
    /// <param name="claimed">Its rows, still queued.</param>
    /// <param name="escrow">What it had taken of quotas and not used.</param>
    /// <param name="rules">Options.</param>
    /// <param name="now">When they are taken over; they are due at once.</param>
    public static SettlementChanges TakeOver(
        NodeEpoch epoch, IReadOnlyList<MailDelivery> claimed, IReadOnlyList<QuotaEscrow> escrow, SettlementRules rules, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(escrow);
        ArgumentNullException.ThrowIfNull(rules);
        var changes = new ChangeCollector(claimed.Count);
        var unspent = new UnspentQuota(escrow);
        foreach (var delivery in claimed.OrderBy(delivery => delivery.DueAt).ThenBy(delivery => delivery.Id))
        {
            var charged = delivery.ChargedDay ?? unspent.Spend(delivery.Axes);
            var after = delivery with
            {
                State = rules.HoldUncertain.Contains(delivery.Axes.Stream) ? DeliveryState.Held : DeliveryState.Queued,
                DueAt = now,
                Owner = NodeEpoch.None,
                ChargedDay = charged,
                Facts = delivery.Facts | DeliveryFacts.Uncertain | (charged is null ? DeliveryFacts.None : DeliveryFacts.Attempted),
                Sequence = delivery.Sequence + 1,
                UpdatedAt = now,
            };
            changes.Change(delivery, after);
            changes.Fact(new(after.Id, after.Sequence, FactKind.Uncertain, now));
            if (delivery.ChargedDay is null && charged is { } day)
                changes.Charge(after.Axes, day, epoch);
        }

        return changes.ToChanges();
    }

    /// <summary>What follows for deliveries that were set aside, held or parked, until they grew too old: nobody decided, so they are given up.</summary>
    /// <param name="aside">The rows as they stand now.</param>
    /// <param name="now">When.</param>
    public static SettlementChanges Expire(IReadOnlyList<MailDelivery> aside, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(aside);
        var changes = new ChangeCollector(aside.Count);
        foreach (var delivery in aside)
        {
            var after = delivery with
            {
                State = DeliveryState.Expired,
                Facts = delivery.Facts | DeliveryFacts.BouncedOther,
                Sequence = delivery.Sequence + 1,
                UpdatedAt = now,
            };
            changes.Change(delivery, after);
            changes.Fact(new(after.Id, after.Sequence, FactKind.Expired, now, Detail: delivery.State == DeliveryState.Held ? "held until it was too old" : "parked until it was too old"));
        }

        return changes.ToChanges();
    }

    /// <summary>What follows from one late fact. The caller has seen to it that its source id is new.</summary>
    /// <param name="delivery">The row as it stands now.</param>
    /// <param name="fact">What happened.</param>
    /// <param name="rules">Options.</param>
    public static SettlementChanges Record(MailDelivery delivery, LateFact fact, SettlementRules rules)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(rules);
        var after = delivery with
        {
            Facts = delivery.Facts | FactsOf(fact),
            State = fact.Kind == FactKind.Bounced && delivery.State == DeliveryState.Delivered ? DeliveryState.Bounced : delivery.State,
            Sequence = delivery.Sequence + 1,
            Opens = delivery.Opens + (fact is { Kind: FactKind.Opened, ByMachine: false } ? 1 : 0),
            Clicks = delivery.Clicks + (fact is { Kind: FactKind.Clicked, ByMachine: false } ? 1 : 0),
            UpdatedAt = fact.At,
        };
        var changes = new ChangeCollector(1);
        changes.Change(delivery, after);
        changes.Fact(new(after.Id, after.Sequence, fact.Kind, fact.At, fact.Class, fact.ByMachine, fact.SourceId, null, fact.Detail));
        if (fact is { Kind: FactKind.Bounced, Class: BounceClass.InvalidAddress })
            changes.BlockInvalid(after, fact.At, rules, fact.Detail);
        if (fact.Kind is FactKind.Unsubscribed or FactKind.Complained)
            changes.Reject(after, fact, rules);
        return changes.ToChanges();
    }

    private readonly record struct Transition(
        DeliveryState State, FactKind Kind, DeliveryFacts Facts, DateTimeOffset? DueAt = null, BounceClass? Class = null);

    private static Transition Step(DeliveryOutcome outcome) => outcome.Decision switch
    {
        DeliveryDecision.Delivered => new(DeliveryState.Delivered, FactKind.Delivered, DeliveryFacts.Delivered),
        DeliveryDecision.RetryAt { Uncertain: true } retry =>
            new(DeliveryState.Queued, FactKind.Uncertain, DeliveryFacts.Uncertain | DeliveryFacts.Deferred, retry.DueAt),
        DeliveryDecision.RetryAt retry => new(DeliveryState.Queued, FactKind.Deferred, DeliveryFacts.Deferred, retry.DueAt),
        DeliveryDecision.Bounced bounced => new(DeliveryState.Bounced, FactKind.Bounced, FactOf(bounced.Class), Class: bounced.Class),
        DeliveryDecision.Dropped => new(DeliveryState.Dropped, FactKind.Dropped, DeliveryFacts.Rejected),
        DeliveryDecision.Expired => new(DeliveryState.Expired, FactKind.Expired, DeliveryFacts.BouncedOther),
        DeliveryDecision.Held => new(DeliveryState.Held, FactKind.Uncertain, DeliveryFacts.Uncertain),
        DeliveryDecision.Parked => new(DeliveryState.Parked, FactKind.Parked, DeliveryFacts.None),
        _ => throw new UnreachableException(),
    };

    private static DeliveryFacts FactsOf(LateFact fact) => fact.Kind switch
    {
        FactKind.Bounced => FactOf(fact.Class ?? BounceClass.Other),
        FactKind.Opened => fact.ByMachine ? DeliveryFacts.OpenedByMachine : DeliveryFacts.Opened,
        FactKind.Clicked => fact.ByMachine ? DeliveryFacts.ClickedByMachine : DeliveryFacts.Clicked,
        FactKind.Unsubscribed => DeliveryFacts.Unsubscribed,
        FactKind.Complained => DeliveryFacts.Complained,
        _ => throw new ArgumentException($"{fact.Kind} is not learnt late; settle the delivery instead", nameof(fact)),
    };

    private static DeliveryFacts FactOf(BounceClass bounce) => bounce switch
    {
        BounceClass.InvalidAddress => DeliveryFacts.BouncedInvalidAddress,
        BounceClass.Spam => DeliveryFacts.BouncedSpam,
        BounceClass.MailboxFull => DeliveryFacts.BouncedMailboxFull,
        _ => DeliveryFacts.BouncedOther,
    };
}
