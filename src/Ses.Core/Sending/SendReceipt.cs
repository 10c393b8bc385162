using Ses.Primitives;

namespace Ses.Sending;

/// <summary>What was accepted. Nothing is sent yet: the queue has it, and it will not be lost.</summary>
/// <param name="Message">The message.</param>
/// <param name="Recipients">One row a recipient, in the order To, Cc, Bcc.</param>
public sealed record SendReceipt(MessageId Message, IReadOnlyList<RecipientReceipt> Recipients);

/// <summary>What became of one recipient at acceptance.</summary>
/// <param name="Address">Who.</param>
/// <param name="Delivery">The delivery's id.</param>
/// <param name="Outcome">Queued or refused.</param>
/// <param name="Reason">Why it was refused; null where it was queued.</param>
public sealed record RecipientReceipt(EmailAddress Address, DeliveryId Delivery, RecipientOutcome Outcome, SesErrorCode? Reason = null);

/// <summary>What became of a recipient at acceptance.</summary>
public enum RecipientOutcome
{
    /// <summary>In the queue.</summary>
    Queued,

    /// <summary>Gets no mail; the reason says why.</summary>
    Refused,
}
