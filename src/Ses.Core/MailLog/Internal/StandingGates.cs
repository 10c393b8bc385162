using Ses.Domains;
using Ses.SendingTasks;

namespace Ses.MailLog.Internal;

/// <summary>Gates that go by what mail, recipient and sender are. Pure.</summary>
internal static class StandingGates
{
    public static GateReport Expiry(DeliverySituation it) => it.Delivery.ExpiresAt > it.Now
        ? Gates.Passed(DeliveryGate.Expiry, $"it is given up at {it.Delivery.ExpiresAt:u}", it.Delivery.ExpiresAt)
        : Gates.Blocked(DeliveryGate.Expiry, $"it is older than its maximum age since {it.Delivery.ExpiresAt:u}, and is given up when a node looks at it");

    public static GateReport Blocklist(DeliverySituation it) => it.Block is not { } entry
        ? Gates.Passed(DeliveryGate.Blocklist, "on no blocklist")
        : Gates.Blocked(DeliveryGate.Blocklist, $"blocked since it was accepted ({entry.Reason}{(entry.ExpiresAt is { } until ? $" until {until:u}" : "")}); it is dropped when a node looks at it");

    public static GateReport Frequency(DeliverySituation it) => Gates.Passed(DeliveryGate.Frequency, $"passed when it was accepted, at {it.Delivery.Axes.AcceptedAt:u}");

    public static GateReport Window(DeliverySituation it) => it switch
    {
        { Delivery.Axes.Task: null } => Gates.Passed(DeliveryGate.Window, "a single message: its time has come when it is accepted"),
        { Task: null } => Gates.Passed(DeliveryGate.Window, $"the sending task {it.Delivery.Axes.Task} put it into the queue; the task is not in the store any more"),
        { Task.State: TaskState.Canceled } => Gates.Blocked(DeliveryGate.Window, $"the sending task {it.Task.Id} was canceled; it is dropped when a node looks at it"),
        _ => Gates.Passed(DeliveryGate.Window, $"the sending task {it.Task.Id} ({it.Task.State}) put it into the queue at {it.Delivery.Axes.AcceptedAt:u}"),
    };

    public static GateReport Content(DeliverySituation it) => Gates.Passed(DeliveryGate.Content, "the message is in the store; it is composed when it is sent");

    public static GateReport SenderDomain(DeliverySituation it)
    {
        var name = it.Delivery.Axes.SenderDomain;
        return it.Domain switch
        {
            null => Gates.Blocked(DeliveryGate.SenderDomain, $"the sender domain {name} was deleted; it is dropped when a node looks at it"),
            { Status: DomainStatus.Verified } => Gates.Passed(DeliveryGate.SenderDomain, $"{name} is verified"),
            { Status: var status } => Gates.Blocked(DeliveryGate.SenderDomain, $"{name} is not verified ({status}): publish its records, then await client.Domains.VerifyAsync(\"{name}\")"),
        };
    }
}
