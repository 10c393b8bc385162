using Ses.Ledger;

namespace Ses.Sending.Internal;

/// <summary>What a sender is told of a blocked recipient; never whose mail caused it.</summary>
internal static class BlockRefusal
{
    public static Refusal Of(BlockEntry entry) => entry.Reason is BlockReason.Unsubscribed or BlockReason.Complained
        ? new(SesErrorCode.RecipientRejects, $"the recipient {(entry.Reason == BlockReason.Unsubscribed ? "unsubscribed from" : "reported")} the sender domain")
        : new(SesErrorCode.RecipientBlocked, entry.ExpiresAt is { } until ? $"blocked until {until:u}: {entry.Reason}" : $"blocked: {entry.Reason}");
}
