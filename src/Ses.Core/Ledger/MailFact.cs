using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>What can happen to a delivery. Values are stored: never renumber.</summary>
public enum FactKind
{
    /// <summary>Refused at acceptance.</summary>
    Rejected = 1,

    /// <summary>Put off by the recipient's server.</summary>
    Deferred = 2,

    /// <summary>Taken by the recipient's server.</summary>
    Delivered = 3,

    /// <summary>Refused by the recipient's server, or by a report that came later.</summary>
    Bounced = 4,

    /// <summary>Given up by us while it waited.</summary>
    Dropped = 5,

    /// <summary>Older than its maximum age.</summary>
    Expired = 6,

    /// <summary>Nobody knows whether the server took it.</summary>
    Uncertain = 7,

    /// <summary>Kept aside with an error.</summary>
    Parked = 8,

    /// <summary>Opened.</summary>
    Opened = 9,

    /// <summary>A link was followed.</summary>
    Clicked = 10,

    /// <summary>The recipient unsubscribed.</summary>
    Unsubscribed = 11,

    /// <summary>The recipient reported spam.</summary>
    Complained = 12,
}

/// <summary>One thing that happened to a delivery, as stored.</summary>
/// <param name="Delivery">To which; its cohort is the fact's partition.</param>
/// <param name="Sequence">Its number within the delivery, from 1.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Class">Why, for a bounce.</param>
/// <param name="ByMachine">True for an open or a click that no person made.</param>
/// <param name="SourceId">What it is deduplicated by, for facts that come from outside; null for our own attempts.</param>
/// <param name="Attempt">The attempt that led to it, if any.</param>
/// <param name="Detail">The link of a click, the user agent, the reason of a rejection.</param>
public sealed record MailFact(
    DeliveryId Delivery,
    int Sequence,
    FactKind Kind,
    DateTimeOffset At,
    BounceClass? Class = null,
    bool ByMachine = false,
    string? SourceId = null,
    AttemptReport? Attempt = null,
    string? Detail = null)
{
    /// <summary>What it is deduplicated by.</summary>
    public string? SourceId { get; init => field = StorableText.Of(value); } = StorableText.Of(SourceId);

    /// <summary>The link, the user agent, the reason.</summary>
    public string? Detail { get; init => field = StorableText.Of(value); } = StorableText.Of(Detail);
}

/// <summary>A fact that comes after the attempt, or from outside: opens, clicks, unsubscriptions, complaints, late bounces. Accepted in any state.</summary>
/// <param name="Delivery">To which delivery.</param>
/// <param name="Kind">What happened: <see cref="FactKind.Bounced"/> or one of the kinds behind <see cref="FactKind.Parked"/>.</param>
/// <param name="At">When it happened.</param>
/// <param name="SourceId">Its identity: the same (delivery, source id) counts once, however often it is recorded.</param>
/// <param name="Class">Why, for a bounce.</param>
/// <param name="ByMachine">True for an open or a click that no person made.</param>
/// <param name="Detail">The link, the user agent, the report's text.</param>
public sealed record LateFact(
    DeliveryId Delivery,
    FactKind Kind,
    DateTimeOffset At,
    string SourceId,
    BounceClass? Class = null,
    bool ByMachine = false,
    string? Detail = null)
{
    /// <summary>Its identity.</summary>
    public string SourceId { get; init => field = StorableText.Of(value); } = StorableText.Of(SourceId);

    /// <summary>The link, the user agent, the report's text.</summary>
    public string? Detail { get; init => field = StorableText.Of(value); } = StorableText.Of(Detail);
}
