using Ses.Addresses;
using Ses.Delivery;
using Ses.Domains;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Secrets;
using Ses.SendingTasks;
using Ses.Templates;

namespace Ses.Storage.InMemory;

/// <summary>All that is remembered, under one lock: holding it is a transaction. Rows are immutable records, so nothing leaks out of it.</summary>
internal sealed class Tables
{
    public Lock Transaction { get; } = new();

    public int LastEpoch { get; set; }

    public Dictionary<NodeEpoch, NodeRow> Nodes { get; } = [];

    public Dictionary<MessageId, MailMessage> Messages { get; } = [];

    public Dictionary<(AccountId Account, string Key), (IdempotencyKey Key, MessageId Message)> IdempotencyKeys { get; } = [];

    public DeliveryTable Deliveries { get; } = new();

    public Dictionary<DeliveryId, List<MailFact>> Facts { get; } = [];

    public HashSet<(DeliveryId Delivery, string Source)> FactSources { get; } = [];

    public Dictionary<QuarterHourKey, CounterSet> QuarterHours { get; } = [];

    public Dictionary<RecipientDayKey, CounterSet> RecipientDays { get; } = [];

    public Dictionary<(AccountId Account, DomainName Domain, DateOnly Day, NodeEpoch Epoch), QuotaRow> Quotas { get; } = [];

    public Dictionary<(string Source, string Site, ShapingAction Action), SiteCondition> SiteConditions { get; } = [];

    public Dictionary<DomainName, StoredMtaStsPolicy> MtaStsPolicies { get; } = [];

    public Dictionary<string, DateTimeOffset> PaceEnds { get; } = [];

    public SortedDictionary<(AccountId Account, DomainName Name), SenderDomain> Domains { get; } = [];

    public Dictionary<(AccountId Account, string Domain, string Address), SenderAddress> Addresses { get; } = [];

    public SortedDictionary<(AccountId Account, TemplateId Id), TemplateRow> Templates { get; } = [];

    public SortedDictionary<(AccountId Account, RecipientGroupId Id), GroupRow> Groups { get; } = [];

    public SortedDictionary<(AccountId Account, SendingTaskId Id), SendingTask> Tasks { get; } = [];

    /// <summary>Rings of keys, each the newest first.</summary>
    public Dictionary<string, IReadOnlyList<StoredKey>> KeyRings { get; } = [];

    public CallbackTable Callbacks { get; } = new();

    public long LastCallbackEndpoint { get; set; }

    public BlocklistTable Blocklist { get; } = new();

    /// <summary>The last id given out, by account and kind of thing.</summary>
    public Dictionary<(AccountId Account, string Kind), long> LastIds { get; } = [];

    public long NextId(AccountId account, string kind) => LastIds[(account, kind)] = LastIds.GetValueOrDefault((account, kind)) + 1;
}

/// <summary>A node. It is gone when it has left or its lease has run out, and its last claim was taken over.</summary>
internal sealed record NodeRow(string Name, DateTimeOffset ExpiresAt, bool IsGone)
{
    public bool IsAlive(DateTimeOffset now) => !IsGone && ExpiresAt > now;
}

/// <summary>What a node took of a day's quota, and what it used of it.</summary>
internal sealed record QuotaRow(long Granted, long Charged);

/// <summary>Key of the first roll-up.</summary>
internal readonly record struct QuarterHourKey(
    AccountId Account, DateTimeOffset Start, DomainName SenderDomain, TemplateId? Template, SendingTaskId? Task, MailStream Stream);

/// <summary>Key of the second roll-up.</summary>
internal readonly record struct RecipientDayKey(AccountId Account, DateOnly Day, DomainName SenderDomain, DomainName RecipientDomain);

/// <summary>A template with all its versions.</summary>
internal sealed record TemplateRow(List<MailTemplate> Versions, bool IsRemoved)
{
    public MailTemplate Current => Versions[^1];
}
