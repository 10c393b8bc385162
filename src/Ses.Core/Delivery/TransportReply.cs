using System.Net;
using Ses.Ledger;

namespace Ses.Delivery;

/// <summary>How an attempt ended.</summary>
public abstract record TransportReply
{
    private TransportReply()
    {
    }

    /// <summary>The server that answered, or was tried last, as <c>host:port</c>; null where none was.</summary>
    public string? RemoteHost { get; init; }

    /// <summary>The local address it was sent from; null where none was bound.</summary>
    public string? SourceAddress { get; init; }

    /// <summary>How the connection was sealed; null where it was not, or none came about.</summary>
    public TlsFacts? Tls { get; init; }

    /// <summary>The dialogue, a line for each command and answer: 4,096 octets at most, without the mail's content and without secrets; null where nothing was said.</summary>
    public string? Transcript { get; init; }

    /// <summary>The answer as kept on record.</summary>
    public abstract SmtpReplyFact Fact { get; }

    /// <summary>The server took the mail: a 2xx answer to the final dot.</summary>
    /// <param name="Reply">The answer.</param>
    public sealed record Accepted(SmtpReplyFact Reply) : TransportReply
    {
        /// <inheritdoc/>
        public override SmtpReplyFact Fact => Reply;
    }

    /// <summary>The server answered 4xx or 5xx.</summary>
    /// <param name="Reply">The answer.</param>
    /// <param name="Phase">To what.</param>
    public sealed record Refused(SmtpReplyFact Reply, SmtpPhase Phase) : TransportReply
    {
        /// <inheritdoc/>
        public override SmtpReplyFact Fact => Reply;
    }

    /// <summary>No transaction came about: no host, no connection, no TLS, or the connection was lost before the final dot.</summary>
    /// <param name="Reason">What happened.</param>
    public sealed record Unreachable(string Reason) : TransportReply
    {
        /// <inheritdoc/>
        public override SmtpReplyFact Fact => new(0, null, Reason);
    }

    /// <summary>No attempt was made: the address to send from is not on this host. Says nothing about the mail or the server; the source should rest.</summary>
    /// <param name="Source">The address.</param>
    /// <param name="Reason">What the system says.</param>
    public sealed record SourceUnavailable(IPAddress Source, string Reason) : TransportReply
    {
        /// <inheritdoc/>
        public override SmtpReplyFact Fact => new(0, null, Reason);
    }

    /// <summary>The connection was lost behind the final dot: the server may have the mail or not.</summary>
    /// <param name="Reason">What happened.</param>
    public sealed record Uncertain(string Reason) : TransportReply
    {
        /// <inheritdoc/>
        public override SmtpReplyFact Fact => new(0, null, Reason);
    }

    /// <summary>Not sent, because this node's lease has run out.</summary>
    public sealed record Fenced : TransportReply
    {
        /// <inheritdoc/>
        public override SmtpReplyFact Fact => new(0, null, "not sent: this node's lease has run out");
    }
}

/// <summary>To what a server answered.</summary>
public enum SmtpPhase
{
    /// <summary>The connection (banner).</summary>
    Connect,

    /// <summary>EHLO or HELO.</summary>
    Hello,

    /// <summary>STARTTLS.</summary>
    StartTls,

    /// <summary>AUTH.</summary>
    Auth,

    /// <summary>MAIL FROM: about the sender.</summary>
    MailFrom,

    /// <summary>RCPT TO: about the recipient.</summary>
    Recipient,

    /// <summary>DATA or BDAT.</summary>
    Data,

    /// <summary>The final dot: about the message.</summary>
    EndOfData,
}
