using Ses.Addresses;
using Ses.Blocklists;
using Ses.Callbacks;
using Ses.Domains;
using Ses.Feedback;
using Ses.MailLog;
using Ses.Primitives;
using Ses.Recipients;
using Ses.Sending;
using Ses.SendingTasks;
using Ses.Statistics;
using Ses.Templates;

namespace Ses;

/// <summary>Everything a host does with Ses, for one account. Safe for all threads; one for the whole process.</summary>
public interface ISesClient
{
    /// <summary>The account that this client works for.</summary>
    AccountId Account { get; }

    /// <summary>Sender domains: create, publish their records, verify.</summary>
    ISenderDomains Domains { get; }

    /// <summary>Sender addresses under those domains.</summary>
    ISenderAddresses Addresses { get; }

    /// <summary>Templates.</summary>
    ITemplateCatalog Templates { get; }

    /// <summary>Recipient groups and their import.</summary>
    IRecipientGroups Recipients { get; }

    /// <summary>Batch, scheduled and recurring sending.</summary>
    ISendingTasks Tasks { get; }

    /// <summary>Where the account is told what becomes of its mail.</summary>
    ICallbackEndpoints Callbacks { get; }

    /// <summary>Who is not written to.</summary>
    IBlocklists Blocklists { get; }

    /// <summary>Counters.</summary>
    ISendingStatistics Statistics { get; }

    /// <summary>Bounces, complaints and automatic replies that came back by mail.</summary>
    IFeedback Feedback { get; }

    /// <summary>What became of a message.</summary>
    IMailLog MailLog { get; }

    /// <summary>
    /// Accepts one message for delivery. The receipt says for each recipient whether it is queued. Throws <see cref="SesValidationException"/> with
    /// everything that is wrong, before anything is stored.
    /// </summary>
    Task<SendReceipt> SendAsync(SendRequest request, CancellationToken cancellationToken = default);

    /// <summary>The client of another account over the same services.</summary>
    ISesClient ForAccount(AccountId account);
}
