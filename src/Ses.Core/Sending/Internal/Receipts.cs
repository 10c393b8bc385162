using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Sending.Internal;

/// <summary>Writes receipts: the same for the call that was accepted and for every one that repeats it.</summary>
internal static class Receipts
{
    public static async ValueTask<SendReceipt> FindAsync(IMailLedger ledger, MessageId message, CancellationToken cancellationToken) =>
        Of(message, await ledger.ListDeliveriesAsync(message, null, int.MaxValue, cancellationToken).ConfigureAwait(false));

    public static SendReceipt Of(MessageId message, IReadOnlyList<MailDelivery> deliveries) => new(
        message,
        [.. deliveries.Select(delivery => delivery.State == DeliveryState.Rejected
            ? new RecipientReceipt(delivery.Recipient, delivery.Id, RecipientOutcome.Refused, DeliveryFactory.RefusalCode(delivery))
            : new RecipientReceipt(delivery.Recipient, delivery.Id, RecipientOutcome.Queued))]);
}
