using Ses.Addresses;
using Ses.Blocklists;
using Ses.Callbacks;
using Ses.Delivery;
using Ses.Domains;
using Ses.Ledger;
using Ses.MailLog;
using Ses.Recipients;
using Ses.Retention;
using Ses.Scheduling;
using Ses.Secrets;
using Ses.SendingTasks;
using Ses.Statistics;
using Ses.Storage.InMemory.Rooms;
using Ses.Templates;
using Ses.Warmup;

namespace Ses.Storage.InMemory;

/// <summary>
/// The reference provider: what the storage ports mean, in memory and gone with the process. One instance is one store; any number of clients and engines
/// may share it.
/// </summary>
public sealed class InMemoryStorage : ISesStorage
{
    private readonly Tables _tables = new();

    /// <summary>An empty store.</summary>
    public InMemoryStorage()
    {
        Nodes = new NodeRoom(_tables);
        Ledger = new LedgerRoom(_tables);
        MailLog = new MailLogRoom(_tables);
        Queue = new QueueRoom(_tables);
        Pace = new PaceRoom(_tables);
        Sites = new SiteConditionRoom(_tables);
        MtaStsPolicies = new MtaStsPolicyRoom(_tables);
        Quotas = new QuotaRoom(_tables);
        Domains = new DomainRoom(_tables);
        Addresses = new AddressRoom(_tables);
        Templates = new TemplateRoom(_tables);
        Recipients = new RecipientRoom(_tables);
        Tasks = new TaskRoom(_tables);
        Callbacks = new CallbackRoom(_tables);
        CallbackQueue = new CallbackQueueRoom(_tables);
        Blocklists = new BlocklistRoom(_tables);
        Statistics = new StatisticsRoom(_tables);
        Secrets = new SecretRoom(_tables);
        Retention = new RetentionRoom(_tables);
    }

    /// <inheritdoc/>
    public INodeLeases Nodes { get; }

    /// <inheritdoc/>
    public IMailLedger Ledger { get; }

    /// <inheritdoc/>
    public IMailLogStore MailLog { get; }

    /// <inheritdoc/>
    public IDeliveryQueue Queue { get; }

    /// <inheritdoc/>
    public IPaceStore Pace { get; }

    /// <inheritdoc/>
    public ISiteConditionStore Sites { get; }

    /// <inheritdoc/>
    public IMtaStsPolicyStore MtaStsPolicies { get; }

    /// <inheritdoc/>
    public IQuotaStore Quotas { get; }

    /// <inheritdoc/>
    public IDomainStore Domains { get; }

    /// <inheritdoc/>
    public IAddressStore Addresses { get; }

    /// <inheritdoc/>
    public ITemplateStore Templates { get; }

    /// <inheritdoc/>
    public IRecipientStore Recipients { get; }

    /// <inheritdoc/>
    public ISendingTaskStore Tasks { get; }

    /// <inheritdoc/>
    public ICallbackStore Callbacks { get; }

    /// <inheritdoc/>
    public ICallbackQueue CallbackQueue { get; }

    /// <inheritdoc/>
    public IBlocklistStore Blocklists { get; }

    /// <inheritdoc/>
    public IStatisticsStore Statistics { get; }

    /// <inheritdoc/>
    public ISecretStore Secrets { get; }

    /// <inheritdoc/>
    public IRetentionStore Retention { get; }

    /// <summary>What is in the store, for people: counts, nodes, and the deliveries that are not final.</summary>
    public string Dump() => StoreDump.Of(_tables);
}
