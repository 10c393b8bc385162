using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Sending.Internal;

/// <summary>Makes the rows of new deliveries, for single messages and for tasks.</summary>
internal static class DeliveryFactory
{
    public static MailDelivery Create(
        MailMessage message, DeliveryId id, Mailbox recipient, RecipientKind kind, AddressHash hash, string? data, Refusal? refusal, DateTimeOffset now, DateTimeOffset expiresAt) => new()
        {
            Id = id,
            Message = message.Id,
            Axes = new(message.Account, message.SenderDomain, recipient.Address.Domain, message.Stream, message.Template, message.Task, now),
            Recipient = recipient.Address,
            RecipientName = recipient.DisplayName,
            Kind = kind,
            RecipientHash = hash,
            Data = data,
            ExpiresAt = expiresAt,
            DueAt = now,
            State = refusal is null ? DeliveryState.Queued : DeliveryState.Rejected,
            Facts = refusal is null ? DeliveryFacts.None : DeliveryFacts.Rejected,
            Sequence = refusal is null ? 0 : 1,
            LastReply = refusal is null ? null : new(0, null, $"{refusal.Code}: {refusal.Reason}"),
            UpdatedAt = now,
        };

    /// <summary>The code with which a delivery was refused, as it was written into its reply.</summary>
    public static SesErrorCode RefusalCode(MailDelivery delivery) => new(delivery.LastReply?.Text.Split(':', 2)[0] ?? SesErrorCode.RecipientBlocked.Value);
}
