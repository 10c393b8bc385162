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
using Ses.Templates;
using Ses.Warmup;

namespace Ses.Storage;

/// <summary>
/// The door to what is remembered: it has rooms and no verbs. Each room is a narrow port that stands in its feature. One method of a room is one
/// transaction; expected conflicts are results; a broken store is an exception. A provider implements all rooms and proves it by the specifications.
/// </summary>
/// <remarks>
/// What holds in all rooms. Text is any well-formed Unicode without NUL, compared to the character (no case, no accent and no trailing space is ignored, but
/// where a search says so); what is not, has become U+FFFD before a room sees it. JSON is text: it may hold the escape of NUL, which some JSON columns refuse.
/// Moments come back to the tick, 100 ns; the offset they were given in need not. Pages go by key: rows that come or go elsewhere do not move a page, and
/// <see cref="Primitives.Page{T}.Total"/> counts all that match now. Ids that a room gives out count from 1 in each account, without
/// gaps, and are never given out again.
/// </remarks>
public interface ISesStorage
{
    /// <summary>Who lives.</summary>
    INodeLeases Nodes { get; }

    /// <summary>What was accepted and what became of it.</summary>
    IMailLedger Ledger { get; }

    /// <summary>Mail and its queue as people look at them.</summary>
    IMailLogStore MailLog { get; }

    /// <summary>What waits.</summary>
    IDeliveryQueue Queue { get; }

    /// <summary>The shared pace.</summary>
    IPaceStore Pace { get; }

    /// <summary>How sites may be sent to at the moment.</summary>
    ISiteConditionStore Sites { get; }

    /// <summary>How recipient domains want their mail sealed.</summary>
    IMtaStsPolicyStore MtaStsPolicies { get; }

    /// <summary>The days' quotas.</summary>
    IQuotaStore Quotas { get; }

    /// <summary>Sender domains.</summary>
    IDomainStore Domains { get; }

    /// <summary>Sender addresses.</summary>
    IAddressStore Addresses { get; }

    /// <summary>Templates.</summary>
    ITemplateStore Templates { get; }

    /// <summary>Recipient groups.</summary>
    IRecipientStore Recipients { get; }

    /// <summary>Sending tasks.</summary>
    ISendingTaskStore Tasks { get; }

    /// <summary>Callback endpoints.</summary>
    ICallbackStore Callbacks { get; }

    /// <summary>Callbacks that wait.</summary>
    ICallbackQueue CallbackQueue { get; }

    /// <summary>Who is not written to.</summary>
    IBlocklistStore Blocklists { get; }

    /// <summary>Counters.</summary>
    IStatisticsStore Statistics { get; }

    /// <summary>Keys that all processes share.</summary>
    ISecretStore Secrets { get; }

    /// <summary>What is too old.</summary>
    IRetentionStore Retention { get; }
}
