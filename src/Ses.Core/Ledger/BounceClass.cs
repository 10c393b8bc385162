namespace Ses.Ledger;

/// <summary>Why mail was refused, as far as the answer tells. What each class does is decided by <c>DeliveryDecider</c>.</summary>
public enum BounceClass
{
    /// <summary>No such mailbox or domain: the only class that blocks an address by itself.</summary>
    InvalidAddress,

    /// <summary>The mailbox is full.</summary>
    MailboxFull,

    /// <summary>Taken for spam, or against the receiver's policy. Never the recipient's fault.</summary>
    Spam,

    /// <summary>Permanent for another reason: message too large, syntax, no relaying.</summary>
    Other,

    /// <summary>Try later.</summary>
    Temporary,

    /// <summary>The sender's fault: authentication, its own domain, its address.</summary>
    Sender,

    /// <summary>The connection's fault: refused, lost, no answer, TLS.</summary>
    Connection,
}
