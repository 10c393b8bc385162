namespace Ses.Delivery;

/// <summary>Why a delivery was put off, as far as that decides when it is tried again.</summary>
public enum RetryClass
{
    /// <summary>The server said nothing more than "later".</summary>
    Temporary,

    /// <summary>No transaction came about: no host, no connection, no TLS.</summary>
    Connection,

    /// <summary>The server wants to see whether we come again (RFC 6647).</summary>
    Greylisting,

    /// <summary>The mailbox is full (x.2.2).</summary>
    MailboxFull,

    /// <summary>Too much, or another policy (x.7.x); also a 5xx that a shaping rule knows to be about pace.</summary>
    RateLimited,

    /// <summary>Nobody knows whether the server has the mail: trying again may deliver it twice.</summary>
    Uncertain,
}
