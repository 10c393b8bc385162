using Ses.Delivery.Internal;
using Ses.Ledger;

namespace Ses.MailLog.Internal;

/// <summary>From a situation to its explanation. Pure.</summary>
internal static class Explanation
{
    public static DeliveryExplanation Of(DeliverySituation it)
    {
        var gates = it.Delivery.State == DeliveryState.Queued ? Gates.Judge(it) : Gates.Decided(Decisive(it));
        var holder = it.Delivery.State == DeliveryState.Delivered ? null : Gates.Holder(gates);
        return new(Answer(it, holder), gates, it.Delivery, it.Attempts.Count == 0 ? null : it.Attempts[^1]) { Holder = holder };
    }

    /// <summary>A gate that holds, as a sentence.</summary>
    public static string Holding(GateReport gate) =>
        $"The gate {gate.Gate} holds it{(gate.Until is { } until ? $" until {until:u}" : "")}: {gate.Detail}.";

    private static string Answer(DeliverySituation it, GateReport? holder)
    {
        var (delivery, at) = (it.Delivery, it.Delivery.UpdatedAt);
        return delivery.State switch
        {
            DeliveryState.Queued => Waiting(it, holder),
            DeliveryState.Delivered => $"Delivered at {at:u}, attempt {it.Attempts.Count}{By(it)}: {Gates.Said(delivery.LastReply)}.",
            DeliveryState.Bounced when it.LateBounce is { } late => $"Delivered to its server, then bounced at {late.At:u} ({late.Class}): {late.Detail}.",
            DeliveryState.Bounced => $"Bounced at {at:u}, attempt {it.Attempts.Count}{By(it)} ({(it.Attempts.Count == 0 ? null : it.Attempts[^1].Class)}): {Gates.Said(delivery.LastReply)}.",
            DeliveryState.Rejected => $"Refused when it was accepted, at {delivery.Axes.AcceptedAt:u}: {delivery.LastReply?.Text}.",
            DeliveryState.Dropped => $"Given up at {at:u}, before it was delivered: {delivery.LastReply?.Text}.",
            DeliveryState.Expired => $"Given up at {at:u} behind {it.Attempts.Count} attempts, being older than its maximum age; its last answer: {Gates.Said(delivery.LastReply)}.",
            DeliveryState.Held => $"Held since {at:u} for a person to decide: nobody knows whether the server took it ({delivery.LastReply?.Text}).",
            _ => $"Set aside at {at:u} with its error: {delivery.LastReply?.Text}.",
        };
    }

    private static string Waiting(DeliverySituation it, GateReport? holder)
    {
        if (holder is null)
            return "Not sent yet: nothing holds it; it goes at the next look of a node.";
        var expires = it.Delivery.ExpiresAt;
        return $"Not sent yet. {Holding(holder)}{(holder.Until > expires && holder.State == GateState.Waiting ? $" It is given up before that, at {expires:u}." : "")}";
    }

    private static string By(DeliverySituation it) => it.Attempts is [.., { Report.RemoteHost: { } host }] ? $" at {host}" : "";

    private static GateReport Decisive(DeliverySituation it)
    {
        var (delivery, text) = (it.Delivery, it.Delivery.LastReply?.Text ?? "");
        return delivery.State switch
        {
            DeliveryState.Delivered => Gates.Passed(DeliveryGate.Server, Gates.Said(delivery.LastReply)),
            DeliveryState.Bounced when it.LateBounce is null && it.Attempts is [.., { Report: { RemoteHost: null, Duration: { Ticks: 0 } } }] => Gates.Blocked(DeliveryGate.Route, Gates.Said(delivery.LastReply)),
            DeliveryState.Bounced => Gates.Blocked(DeliveryGate.Server, it.LateBounce?.Detail ?? Gates.Said(delivery.LastReply)),
            DeliveryState.Rejected => Gates.Blocked(OfRefusal(Sending.Internal.DeliveryFactory.RefusalCode(delivery)), text),
            DeliveryState.Dropped => Gates.Blocked(OfDrop(text), text),
            DeliveryState.Expired => Gates.Blocked(DeliveryGate.Expiry, $"older than its maximum age since {delivery.ExpiresAt:u}"),
            DeliveryState.Held => Gates.Blocked(DeliveryGate.Server, text),
            _ => Gates.Blocked(DeliveryGate.Content, text),
        };
    }

    private static DeliveryGate OfRefusal(SesErrorCode code) =>
        code == SesErrorCode.RecipientBlocked || code == SesErrorCode.RecipientRejects ? DeliveryGate.Blocklist
        : code == SesErrorCode.FrequencyExceeded ? DeliveryGate.Frequency
        : DeliveryGate.Content;

    private static DeliveryGate OfDrop(string reason) =>
        DropReasons.IsBlocked(reason) ? DeliveryGate.Blocklist
        : reason == DropReasons.TaskCanceled ? DeliveryGate.Window
        : DeliveryGate.SenderDomain;
}
