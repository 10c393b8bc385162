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
}
