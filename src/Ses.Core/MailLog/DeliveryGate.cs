namespace Ses.MailLog;

/// <summary>What stands between accepted mail and the recipient's server, in this order.</summary>
public enum DeliveryGate
{
    /// <summary>It is not older than <see cref="Delivery.DeliveryOptions.MaxAge"/>.</summary>
    Expiry,

    /// <summary>The recipient is on no blocklist: looked at when mail is accepted, and before each attempt.</summary>
    Blocklist,

    /// <summary>Not too much marketing mail to the recipient within the hour (<see cref="Sending.SendingOptions.MaxMarketingPerHour"/>); looked at when mail is accepted.</summary>
    Frequency,

    /// <summary>Its sending task has started, has come to the recipient, and was not canceled.</summary>
    Window,

    /// <summary>The message can be composed for the recipient.</summary>
    Content,

    /// <summary>The sender domain is verified.</summary>
    SenderDomain,

    /// <summary>The time of the next attempt has come.</summary>
    BackOff,

    /// <summary>It is claimed out of its lane, the line of its account, stream and recipient domain.</summary>
    Lane,

    /// <summary>A node that lives has it.</summary>
    Lease,

    /// <summary>There is a way to the recipient's domain: relays, or mail exchangers in the DNS.</summary>
    Route,

    /// <summary>A source address of the route's pool may send.</summary>
    Source,

    /// <summary>The receiving site may be sent to: no circuit is open, no shaping rule suspends it.</summary>
    Site,

    /// <summary>The sender domain's quota of the day pays for its first attempt; retries are free.</summary>
    Quota,

    /// <summary>The rate of the source address.</summary>
    SourceRate,

    /// <summary>The rate from the source to the site.</summary>
    SiteRate,

    /// <summary>The rate of the sender domain.</summary>
    SenderDomainRate,

    /// <summary>The rate of the account.</summary>
    AccountRate,

    /// <summary>The time in which the store lets this node send at those rates: pace that all nodes share.</summary>
    Permit,

    /// <summary>A connection to the site is free.</summary>
    Connection,

    /// <summary>The recipient's server takes it.</summary>
    Server,
}
