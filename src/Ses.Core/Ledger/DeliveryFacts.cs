namespace Ses.Ledger;

/// <summary>
/// What is known of a delivery, as bits. Every statistic is a sum over deliveries of a pure function of these bits
/// (<see cref="CounterSet.Of"/>), so facts may come twice and in any order. Values are stored: never renumber.
/// </summary>
[Flags]
public enum DeliveryFacts
{
    /// <summary>Accepted; nothing happened yet.</summary>
    None = 0,

    /// <summary>Refused or dropped by us; it counts as a request but not as a send.</summary>
    Rejected = 1 << 0,

    /// <summary>A first attempt was made.</summary>
    Attempted = 1 << 1,

    /// <summary>At least one attempt was put off by the recipient's server.</summary>
    Deferred = 1 << 2,

    /// <summary>The recipient's server took it.</summary>
    Delivered = 1 << 3,

    /// <summary>Bounced: no such mailbox or domain.</summary>
    BouncedInvalidAddress = 1 << 4,

    /// <summary>Bounced: taken for spam, or against the receiver's policy.</summary>
    BouncedSpam = 1 << 5,

    /// <summary>Bounced: mailbox full.</summary>
    BouncedMailboxFull = 1 << 6,

    /// <summary>Bounced: anything else, expiry included.</summary>
    BouncedOther = 1 << 7,

    /// <summary>Opened by a person.</summary>
    Opened = 1 << 8,

    /// <summary>Opened by a scanner or a prefetching proxy.</summary>
    OpenedByMachine = 1 << 9,

    /// <summary>A link was clicked by a person.</summary>
    Clicked = 1 << 10,

    /// <summary>A link was followed by a scanner.</summary>
    ClickedByMachine = 1 << 11,

    /// <summary>The recipient unsubscribed.</summary>
    Unsubscribed = 1 << 12,

    /// <summary>The recipient reported spam.</summary>
    Complained = 1 << 13,

    /// <summary>At least once it is not known whether the recipient's server took it (a crash, or a connection lost behind the final dot).</summary>
    Uncertain = 1 << 14,

    /// <summary>Every bounce class.</summary>
    Bounced = BouncedInvalidAddress | BouncedSpam | BouncedMailboxFull | BouncedOther,
}
