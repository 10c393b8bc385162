using Ses.Delivery;
using Ses.Delivery.Internal;
using Ses.Domains;
using Ses.Ledger;
using Ses.Scheduling;
using Ses.SendingTasks;
using Ses.Warmup;

namespace Ses.MailLog.Internal;

/// <summary>All that there is to know about a delivery that is not settled, at one moment: what its gates are judged by.</summary>
internal sealed record DeliverySituation
{
    public required DateTimeOffset Now { get; init; }

    public required SesOptions Options { get; init; }

    public required MailDelivery Delivery { get; init; }

    public required IReadOnlyList<DeliveryAttempt> Attempts { get; init; }

    /// <summary>The last bounce, where a report brought it behind the attempt.</summary>
    public required MailFact? LateBounce { get; init; }

    public BlockEntry? Block { get; init; }

    public SendingTask? Task { get; init; }

    public SenderDomain? Domain { get; init; }

    public QuotaUsage Usage { get; init; } = new(0, 0);

    public QueuePlace Place { get; init; }

    public IReadOnlyList<NodeSighting> Nodes { get; init; } = [];

    /// <summary>Where it goes; null where nobody asked, since its fate is known.</summary>
    public DeliveryWay? Way { get; init; }

    /// <summary>What this process's engine has of it in memory; null where it has nothing.</summary>
    public DeliverySighting? Here { get; init; }

    /// <summary>The node that has it and lives.</summary>
    public NodeSighting? Owner => Nodes.FirstOrDefault(node => node.Epoch == Delivery.Owner && node.ExpiresAt > Now);
}

/// <summary>The way of a delivery, and what holds on it.</summary>
/// <param name="Route">The way from its source; null where there is none, or nobody knows.</param>
/// <param name="IsKnown">False where the DNS does not say, or this process cannot ask it.</param>
/// <param name="Why">Why there is no route; empty where there is one.</param>
internal sealed record DeliveryWay(Route? Route, bool IsKnown, string Why)
{
    /// <summary>The pool of sources; empty where the system chooses.</summary>
    public IReadOnlyList<SourceAddress> Pool { get; init; } = [];

    /// <summary>True where none of the pool is on this host.</summary>
    public bool IsPoolLost { get; init; }

    public IReadOnlyList<SiteCondition> Conditions { get; init; } = [];

    /// <summary>The rates that are set.</summary>
    public IReadOnlyList<PaceRate> Rates { get; init; } = [];

    /// <summary>Until when slots of the rates are handed out.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> SlotEnds { get; init; } = new Dictionary<string, DateTimeOffset>();

    public SiteCondition? Find(ShapingAction action, string site) =>
        Conditions.Where(condition => condition.Action == action && condition.Source == Route?.SourceName && condition.Site == site).MaxBy(condition => condition.Until);
}
