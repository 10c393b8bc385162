using Ses.Ledger;
using Ses.Primitives;

namespace Ses.MailLog;

/// <summary>What became of mail. (Guide, Email Status.)</summary>
public interface IMailLog
{
    /// <summary>The deliveries of a message, in the order of their ids; empty where the account has no such message.</summary>
    IAsyncEnumerable<MailDelivery> ListDeliveriesAsync(MessageId message, CancellationToken cancellationToken = default);

    /// <summary>What happened to a delivery, in its order.</summary>
    Task<IReadOnlyList<MailFact>> ListFactsAsync(MessageId message, DeliveryId delivery, CancellationToken cancellationToken = default);

    /// <summary>The attempts of a delivery in their order, with their transcripts while those are kept (<see cref="Retention.RetentionOptions.Transcripts"/>).</summary>
    Task<IReadOnlyList<DeliveryAttempt>> ListAttemptsAsync(MessageId message, DeliveryId delivery, CancellationToken cancellationToken = default);

    /// <summary>
    /// Why a recipient's mail was not sent, or what became of it: every gate in its order, and one sentence that says which one holds it and until when. Bcc
    /// recipients too; the address in any case. Throws <see cref="SesException"/> (<see cref="SesErrorCode.NotFound"/>) for an unknown message or recipient.
    /// </summary>
    Task<DeliveryExplanation> ExplainAsync(MessageId message, string recipient, CancellationToken cancellationToken = default);
}
