using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>One message to one recipient: the row that is queued, claimed, attempted and settled.</summary>
public sealed record MailDelivery
{
    /// <summary>Its id; the cohort is part of it.</summary>
    public required DeliveryId Id { get; init; }

    /// <summary>The message it belongs to.</summary>
    public required MessageId Message { get; init; }

    /// <summary>What its counters are filed under.</summary>
    public required DeliveryAxes Axes { get; init; }

    /// <summary>To whom.</summary>
    public required EmailAddress Recipient { get; init; }

    /// <summary>The recipient's name, if known.</summary>
    public string? RecipientName { get; init => field = StorableText.Of(value); }

    /// <summary>In which header the recipient is shown.</summary>
    public RecipientKind Kind { get; init; }

    /// <summary>The recipient's hash; (message, hash) is unique.</summary>
    public required AddressHash RecipientHash { get; init; }

    /// <summary>The recipient's own variables, a JSON object; they come on top of the message's.</summary>
    public string? Data { get; init => field = StorableText.Of(value); }

    /// <summary>When it is given up.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Where it stands.</summary>
    public DeliveryState State { get; init; }

    /// <summary>The next attempt is not before this time.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>How many attempts were settled. A settle is accepted only from the attempt it was claimed for.</summary>
    public int Attempts { get; init; }

    /// <summary>The day whose quota paid for the first attempt; null before it. Retries are free.</summary>
    public DateOnly? ChargedDay { get; init; }

    /// <summary>The node that has it; <see cref="NodeEpoch.None"/> while it waits.</summary>
    public NodeEpoch Owner { get; init; }

    /// <summary>What is known of it.</summary>
    public DeliveryFacts Facts { get; init; }

    /// <summary>Number of the last fact; facts and callbacks of one delivery are ordered by it.</summary>
    public int Sequence { get; init; }

    /// <summary>How often it was opened by a person.</summary>
    public int Opens { get; init; }

    /// <summary>How often a link in it was clicked by a person.</summary>
    public int Clicks { get; init; }

    /// <summary>The last answer, or why it was refused.</summary>
    public SmtpReplyFact? LastReply { get; init; }

    /// <summary>When the last fact was recorded.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The lane in which it waits.</summary>
    public LaneKey Lane => new(Axes.Account, Axes.Stream, Axes.RecipientDomain);
}

/// <summary>What the counters of a delivery are filed under; fixed at acceptance.</summary>
/// <param name="Account">Whose mail.</param>
/// <param name="SenderDomain">The signing domain.</param>
/// <param name="RecipientDomain">The domain behind the recipient's at sign.</param>
/// <param name="Stream">Transactional or marketing.</param>
/// <param name="Template">The template; null for own content.</param>
/// <param name="Task">The sending task; null for a single message.</param>
/// <param name="AcceptedAt">When the delivery was accepted: every counter belongs to the bucket of this time.</param>
public sealed record DeliveryAxes(
    AccountId Account,
    DomainName SenderDomain,
    DomainName RecipientDomain,
    MailStream Stream,
    TemplateId? Template,
    SendingTaskId? Task,
    DateTimeOffset AcceptedAt);
