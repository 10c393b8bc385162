namespace Ses.Ledger;

/// <summary>Where a delivery stands. Every state but <see cref="Queued"/>, <see cref="Held"/> and <see cref="Parked"/> is final.</summary>
public enum DeliveryState
{
    /// <summary>Waits for its due time, or is being attempted (then it has an owner epoch).</summary>
    Queued,

    /// <summary>The recipient's server took it.</summary>
    Delivered,

    /// <summary>The recipient's server refused it for good; the class stands in the facts.</summary>
    Bounced,

    /// <summary>Refused by us at acceptance: blocklist, frequency, rejection by the recipient.</summary>
    Rejected,

    /// <summary>Given up by us after acceptance, before it was delivered: unsubscribed or blocked meanwhile, task canceled.</summary>
    Dropped,

    /// <summary>Older than its maximum age.</summary>
    Expired,

    /// <summary>Its final reply is unknown and the stream's policy is to hold such mail until someone decides.</summary>
    Held,

    /// <summary>Could not be stored or composed; kept with its error, out of everyone's way.</summary>
    Parked,
}
