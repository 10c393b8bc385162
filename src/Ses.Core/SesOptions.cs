using Ses.Addresses;
using Ses.Callbacks;
using Ses.Delivery;
using Ses.Domains;
using Ses.Feedback;
using Ses.Recipients;
using Ses.Retention;
using Ses.Scheduling;
using Ses.Sending;
using Ses.Templates;
using Ses.Warmup;

namespace Ses;

/// <summary>All that can be set, a part for each feature. The guide's rules are the defaults.</summary>
public sealed class SesOptions
{
    /// <summary>Who we are to the world. What is not set is not demanded.</summary>
    public SesIdentity Identity { get; } = new();

    /// <summary>Sender domains.</summary>
    public DomainsOptions Domains { get; } = new();

    /// <summary>Sender addresses.</summary>
    public AddressesOptions Addresses { get; } = new();

    /// <summary>Templates.</summary>
    public TemplatesOptions Templates { get; } = new();

    /// <summary>Recipient groups.</summary>
    public RecipientsOptions Recipients { get; } = new();

    /// <summary>Sending.</summary>
    public SendingOptions Sending { get; } = new();

    /// <summary>Delivery: attempts, retries, pace.</summary>
    public DeliveryOptions Delivery { get; } = new();

    /// <summary>Callbacks.</summary>
    public CallbacksOptions Callbacks { get; } = new();

    /// <summary>Bounces and complaints that come back by mail.</summary>
    public FeedbackOptions Feedback { get; } = new();

    /// <summary>Warm-up: the days' quotas.</summary>
    public WarmupOptions Warmup { get; } = new();

    /// <summary>How long things are kept.</summary>
    public RetentionOptions Retention { get; } = new();

    /// <summary>The engine and its lease.</summary>
    public EngineOptions Engine { get; } = new();
}
