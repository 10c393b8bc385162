using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>One claimed delivery with what became of it: what a node hands to <see cref="IMailLedger.SettleAsync"/>.</summary>
/// <param name="Delivery">The row as it was claimed.</param>
/// <param name="Decision">What becomes of it.</param>
/// <param name="Attempt">The attempt that led to it; null where none was made (dropped, expired or parked before).</param>
/// <param name="ChargedDay">The day whose quota paid for the attempt, where it was the first; else null.</param>
/// <param name="At">When it was decided.</param>
public sealed record DeliveryOutcome(
    MailDelivery Delivery,
    DeliveryDecision Decision,
    AttemptReport? Attempt,
    DateOnly? ChargedDay,
    DateTimeOffset At);

/// <summary>What is kept of one attempt.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="RemoteHost">The server that answered or was tried last; null where none was reached for.</param>
/// <param name="SourceAddress">The address it was sent from; null where the system chose.</param>
/// <param name="Reply">The server's answer, or what went wrong.</param>
public sealed record AttemptReport(DateTimeOffset StartedAt, TimeSpan Duration, string? RemoteHost, string? SourceAddress, SmtpReplyFact Reply)
{
    /// <summary>The server.</summary>
    public string? RemoteHost { get; init => field = StorableText.Of(value); } = StorableText.Of(RemoteHost);

    /// <summary>The local address.</summary>
    public string? SourceAddress { get; init => field = StorableText.Of(value); } = StorableText.Of(SourceAddress);

    /// <summary>How the connection was sealed; null where it was not.</summary>
    public TlsFacts? Tls { get; init; }

    /// <summary>The dialogue, 4,096 octets at most, without the mail's content and without secrets; null where it is not kept (<c>DeliveryOptions.KeepTranscripts</c>).</summary>
    public string? Transcript { get; init => field = StorableText.Of(value); }
}
