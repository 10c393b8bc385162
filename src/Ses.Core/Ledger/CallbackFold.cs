using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>
/// The part of the fold that tells: from changes to the callbacks that follow. Pure; every storage provider calls it inside the transaction that stores the
/// changes, with the endpoints that are set then: no endpoint, no callback.
/// </summary>
public static class CallbackFold
{
    /// <summary>The event that a fact is to the outside; <see cref="CallbackEvents.None"/> for what nobody is told: what is uncertain or kept aside will be something else later.</summary>
    public static CallbackEvents EventOf(MailFact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return fact.Kind switch
        {
            FactKind.Delivered => CallbackEvents.Delivered,
            FactKind.Rejected or FactKind.Dropped => CallbackEvents.Dropped,
            FactKind.Bounced or FactKind.Expired => CallbackEvents.Bounced,
            FactKind.Deferred => CallbackEvents.Deferred,
            FactKind.Opened => fact.ByMachine ? CallbackEvents.OpenedByMachine : CallbackEvents.Opened,
            FactKind.Clicked => fact.ByMachine ? CallbackEvents.ClickedByMachine : CallbackEvents.Clicked,
            FactKind.Complained => CallbackEvents.SpamReported,
            FactKind.Unsubscribed => CallbackEvents.Unsubscribed,
            _ => CallbackEvents.None,
        };
    }

    /// <summary>The accounts whose endpoints must be known; empty where nothing happened that is told.</summary>
    public static IReadOnlyList<AccountId> AccountsOf(SettlementChanges changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (!changes.Facts.Any(fact => EventOf(fact) != CallbackEvents.None))
            return [];
        // Hundreds of deliveries are of few accounts.
        var accounts = new List<AccountId>(1);
        foreach (var delivery in changes.Deliveries)
        {
            if (!accounts.Contains(delivery.Axes.Account))
                accounts.Add(delivery.Axes.Account);
        }

        return accounts;
    }

    /// <summary>The messages whose sender addresses must be known: those of the accounts that have endpoints.</summary>
    public static IReadOnlyList<MessageId> MessagesOf(SettlementChanges changes, IReadOnlyList<CallbackTarget> targets)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(targets);
        var accounts = targets.Select(target => target.Account).ToHashSet();
        return [.. changes.Deliveries.Where(delivery => accounts.Contains(delivery.Axes.Account)).Select(delivery => delivery.Message).Distinct()];
    }

    /// <summary>The callbacks that follow, in the order of the facts.</summary>
    /// <param name="changes">What is stored.</param>
    /// <param name="targets">The endpoints of <see cref="AccountsOf"/>; disabled ones too, since they may be enabled again.</param>
    /// <param name="senders">The normal forms of the sender addresses of <see cref="MessagesOf"/>.</param>
    public static IReadOnlyList<CallbackDue> Of(SettlementChanges changes, IReadOnlyList<CallbackTarget> targets, IReadOnlyDictionary<MessageId, string> senders)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(senders);
        var endpoints = targets.ToDictionary(target => (target.Account, target.Sender ?? ""));
        var deliveries = changes.Deliveries.ToDictionary(delivery => delivery.Id);
        var due = new List<CallbackDue>();
        foreach (var fact in changes.Facts)
        {
            var delivery = deliveries[fact.Delivery];
            if (!senders.TryGetValue(delivery.Message, out var sender))
                continue;
            // The sender address's own goes before the account's (guide, Callback Address).
            var target = endpoints.GetValueOrDefault((delivery.Axes.Account, sender)) ?? endpoints.GetValueOrDefault((delivery.Axes.Account, ""));
            if (target is not null && (target.Events & EventOf(fact)) != CallbackEvents.None)
                due.Add(Due(target.Endpoint, sender, delivery, fact));
        }

        return due;
    }

    private static CallbackDue Due(CallbackEndpointId endpoint, string sender, MailDelivery delivery, MailFact fact) => new(
        endpoint,
        delivery.Axes.Account,
        EmailAddress.Parse(sender),
        delivery.Message,
        delivery.Recipient,
        delivery.Axes.SenderDomain,
        delivery.Axes.Template,
        delivery.Axes.Task,
        delivery.Axes.AcceptedAt,
        fact with { Attempt = fact.Attempt is { } attempt ? attempt with { Transcript = null } : null });
}
