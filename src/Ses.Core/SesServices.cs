using Microsoft.Extensions.Logging;
using Ses.Callbacks;
using Ses.Callbacks.Internal;
using Ses.Composition.Internal;
using Ses.Delivery;
using Ses.Delivery.Internal;
using Ses.Diagnostics.Internal;
using Ses.Dns;
using Ses.Domains;
using Ses.Domains.Internal;
using Ses.Ledger;
using Ses.Scheduling.Internal;
using Ses.Secrets.Internal;
using Ses.Storage;
using Ses.Templates.Internal;

namespace Ses;

/// <summary>What the host chose, once for the whole process: from here the root builds clients, pipelines and pumps.</summary>
internal sealed class SesServices(
    ISesStorage storage,
    IMailTransport? transport,
    IDnsResolver dns,
    ISecretProtector protector,
    SesOptions options,
    TimeProvider time,
    EngineScheduler scheduler,
    SesDice dice,
    ILoggerFactory loggers)
{
    public ISesStorage Storage => storage;

    /// <summary>Null in a process that only accepts.</summary>
    public IMailTransport? Transport => transport;

    public IDnsResolver Dns => dns;

    public ISecretProtector Protector => protector;

    public SesOptions Options => options;

    public TimeProvider Time => time;

    public EngineScheduler Scheduler => scheduler;

    public SesDice Dice => dice;

    public ILoggerFactory Loggers => loggers;

    /// <summary>Carries callbacks.</summary>
    public required ICallbackSender CallbackSender { get; init; }

    /// <summary>Adapters with pumps of their own.</summary>
    public IReadOnlyList<IEngineGuest> Guests { get; init; } = [];

    /// <summary>What is measured in this process.</summary>
    public required SesMetrics Metrics { get; init; }

    /// <summary>Makes the ids of this process.</summary>
    public IdGenerator Ids { get; } = new(storage.Nodes);

    /// <summary>Wakes the engine of this process, if one runs, when there is new work.</summary>
    public Nudge Nudge { get; } = new(scheduler, time);

    /// <summary>What the engine of this process, if one runs, has in memory.</summary>
    public DeliverySight Sight { get; } = new();

    public LostSources LostSources { get; } = new(time);

    public DkimKeys DkimKeys { get; } = new(protector);

    public CallbackSecrets CallbackSecrets { get; } = new(protector);

    public ReturnPaths ReturnPaths { get; } = new(
        new KeyRing("return-path", storage.Secrets, protector, () => options.Feedback.ReturnPathKeyAge, time, scheduler), options.Identity, time);

    public TemplateResolver Templates { get; } = new(storage.Templates, options.Templates);

    /// <summary>What the fold needs to know of the options.</summary>
    public SettlementRules Rules { get; } = new()
    {
        HoldUncertain = new HashSet<MailStream>(options.Delivery.HoldUncertain),
    };
}
