using Ses.Addresses;
using Ses.Addresses.Internal;
using Ses.Blocklists;
using Ses.Blocklists.Internal;
using Ses.Callbacks;
using Ses.Callbacks.Internal;
using Ses.Domains;
using Ses.Domains.Internal;
using Ses.Feedback;
using Ses.Feedback.Internal;
using Ses.MailLog;
using Ses.MailLog.Internal;
using Ses.Primitives;
using Ses.Recipients;
using Ses.Recipients.Internal;
using Ses.Sending;
using Ses.Sending.Internal;
using Ses.SendingTasks;
using Ses.SendingTasks.Internal;
using Ses.Statistics;
using Ses.Statistics.Internal;
using Ses.Templates;
using Ses.Templates.Internal;

namespace Ses;

/// <summary>Hands each feature its room and its options.</summary>
internal sealed class SesClient : ISesClient
{
    private readonly SesServices _services;
    private readonly SendPipeline _pipeline;

    public SesClient(SesServices services, AccountId account)
    {
        var (storage, options, time) = (services.Storage, services.Options, services.Time);
        _services = services;
        _pipeline = new SendPipeline(services, account);
        Account = account;
        Domains = new SenderDomains(account, storage.Domains, storage.Addresses, services.Dns, services.Protector, [new CallbackResealing(storage.Callbacks)], options, time);
        Addresses = new SenderAddresses(account, storage.Addresses, storage.Domains, options.Addresses, time);
        Templates = new TemplateCatalog(account, storage.Templates, services.Templates, options.Templates, time);
        Recipients = new RecipientGroups(account, storage.Recipients, options.Recipients, options.Templates.MaxDataOctets, time);
        Tasks = new SendingTaskList(services, account);
        Callbacks = new CallbackEndpoints(account, storage.Callbacks, storage.CallbackQueue, storage.Addresses, services.CallbackSecrets, options.Callbacks, services.Nudge, time);
        Blocklists = new AccountBlocklists(account, storage.Blocklists, time);
        Statistics = new SendingStatistics(account, storage.Statistics);
        Feedback = new FeedbackProcessor(services, account);
        MailLog = new AccountMailLog(services, account);
    }

    public AccountId Account { get; }

    /// <summary>What the host chose, for adapters that add verbs of their own.</summary>
    internal SesServices Services => _services;

    /// <summary>How mail of this account is sent.</summary>
    internal SendPipeline Pipeline => _pipeline;

    public ISenderDomains Domains { get; }

    public ISenderAddresses Addresses { get; }

    public ITemplateCatalog Templates { get; }

    public IRecipientGroups Recipients { get; }

    public ISendingTasks Tasks { get; }

    public ICallbackEndpoints Callbacks { get; }

    public IBlocklists Blocklists { get; }

    public ISendingStatistics Statistics { get; }

    public IFeedback Feedback { get; }

    public IMailLog MailLog { get; }

    public Task<SendReceipt> SendAsync(SendRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _pipeline.RunAsync(request, cancellationToken);
    }

    public ISesClient ForAccount(AccountId account) => account == Account ? this : new SesClient(_services, account);
}
