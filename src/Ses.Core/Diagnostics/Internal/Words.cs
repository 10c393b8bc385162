using Ses.Callbacks;
using Ses.Ledger;

namespace Ses.Diagnostics.Internal;

/// <summary>Values of tags, as constants: a tag costs no text.</summary>
internal static class Words
{
    public static string Of(MailStream stream) => stream == MailStream.Transactional ? "transactional" : "marketing";

    public static string Of(DeliveryDecision decision) => decision switch
    {
        DeliveryDecision.Delivered => "delivered",
        DeliveryDecision.RetryAt { Uncertain: true } => "uncertain",
        DeliveryDecision.RetryAt => "deferred",
        DeliveryDecision.Bounced => "bounced",
        DeliveryDecision.Dropped => "dropped",
        DeliveryDecision.Expired => "expired",
        DeliveryDecision.Held => "held",
        _ => "parked",
    };

    public static string Of(BounceClass bounce) => bounce switch
    {
        BounceClass.InvalidAddress => "invalid_address",
        BounceClass.MailboxFull => "mailbox_full",
        BounceClass.Spam => "spam",
        BounceClass.Temporary => "temporary",
        BounceClass.Sender => "sender",
        BounceClass.Connection => "connection",
        _ => "other",
    };

    public static string Of(CallbackResult result) => result switch
    {
        CallbackResult.Succeeded => "succeeded",
        CallbackResult.PutOff => "put_off",
        _ => "given_up",
    };
}
