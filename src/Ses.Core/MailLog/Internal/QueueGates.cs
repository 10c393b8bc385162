using Ses.Delivery.Internal;
using Ses.Primitives;

namespace Ses.MailLog.Internal;

/// <summary>Gates between the queue and the server: who has it, and how far it has come. Pure.</summary>
internal static class QueueGates
{
    public static GateReport BackOff(DeliverySituation it)
    {
        var delivery = it.Delivery;
        if (delivery.DueAt <= it.Now || delivery.Owner != NodeEpoch.None)
            return Gates.Passed(DeliveryGate.BackOff, $"attempt {delivery.Attempts + 1} is due since {delivery.DueAt:u}");
        return Gates.Waiting(DeliveryGate.BackOff, delivery.DueAt, delivery.Attempts == 0
            ? $"a gate sent it back before its first attempt; it is looked at again at {delivery.DueAt:u}"
            : $"attempt {delivery.Attempts + 1} is not before {delivery.DueAt:u}, since the last one ended with: {Gates.Said(delivery.LastReply)}");
    }

    public static GateReport Lane(DeliverySituation it)
    {
        var lane = $"{it.Place.Before} before it in the lane of {it.Delivery.Axes.RecipientDomain} ({it.Delivery.Axes.Stream})";
        if (it.Delivery.Owner != NodeEpoch.None)
            return Gates.Passed(DeliveryGate.Lane, "claimed out of its lane");
        if (it.Delivery.DueAt > it.Now)
            return Gates.NotReached(DeliveryGate.Lane, lane);
        return IsDeferred(it)
            ? Gates.Waiting(DeliveryGate.Lane, it.Place.LookAt, $"the lane is left alone until then, since its pace allows no more; {lane}")
            : Gates.Waiting(DeliveryGate.Lane, null, $"it waits to be claimed; {lane}");
    }

    /// <summary>True where it is due, and its lane is left alone since its pace allows no more.</summary>
    public static bool IsDeferred(DeliverySituation it) => it.Delivery.Owner == NodeEpoch.None && it.Delivery.DueAt <= it.Now && it.Place.LookAt > it.Now;

    public static GateReport Lease(DeliverySituation it)
    {
        var alive = it.Nodes.Where(node => node.ExpiresAt > it.Now).ToList();
        if (it.Here is { SettlesFail: true })
            return Gates.Waiting(DeliveryGate.Lease, null, "this node cannot store outcomes at the moment, so it begins nothing");
        if (it.Owner is { } owner)
            return Gates.Passed(DeliveryGate.Lease, $"the node {owner.Name} (epoch {owner.Epoch}) has it", owner.ExpiresAt);
        if (alive.Count == 0)
            return Gates.Blocked(DeliveryGate.Lease, "no engine runs over this store: services.AddSes(ses => ses.RunInHost() …), or await engine.RunAsync(…)");
        return it.Delivery.Owner == NodeEpoch.None
            ? Gates.NotReached(DeliveryGate.Lease, $"nobody has it; nodes that live: {string.Join(", ", alive.Select(node => node.Name))}")
            : Gates.Waiting(DeliveryGate.Lease, null, $"the node with epoch {it.Delivery.Owner} had it and is dead; another node takes over what it had");
    }

    public static GateReport Server(DeliverySituation it) => it switch
    {
        { Here.State: HandState.Settles } => Gates.Waiting(DeliveryGate.Server, null, "an attempt has ended, and waits to be put on record"),
        { Here.State: HandState.GoesBack } => Gates.NotReached(DeliveryGate.Server, "it goes back into the queue"),
        { Here: { State: HandState.InHand, Place: null } } => Gates.Waiting(DeliveryGate.Server, null, $"attempt {it.Delivery.Attempts + 1} is under way on this node, or about to be"),
        { Here: null, Owner: { } owner } => Gates.Waiting(DeliveryGate.Server, null, $"attempt {it.Delivery.Attempts + 1} is under way on the node {owner.Name}, or waits for its turn there"),
        _ => Gates.NotReached(DeliveryGate.Server, it.Delivery.LastReply is { } reply ? $"its last answer: {Gates.Said(reply)}" : "no attempt was made yet"),
    };
}
