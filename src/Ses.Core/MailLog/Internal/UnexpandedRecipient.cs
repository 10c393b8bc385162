using Ses.Primitives;
using Ses.SendingTasks;

namespace Ses.MailLog.Internal;

/// <summary>What there is to say of a recipient that a sending task has not come to: the queue does not know it yet.</summary>
internal static class UnexpandedRecipient
{
    public static DeliveryExplanation Explain(SendingTask task, EmailAddress recipient)
    {
        var until = task.State == TaskState.Paused ? task.NextStepAt : null;
        var why = task.StateReason ?? $"the sending task {task.Id} ({task.State}) has put {task.Progress.Expanded} of {task.Requests} recipients into the queue, and comes to the others in the order of its groups";
        var window = new GateReport(DeliveryGate.Window, task.State is TaskState.Failed ? GateState.Blocked : GateState.Waiting, until, why);
        var gates = Enum.GetValues<DeliveryGate>()
            .Select(gate => gate == DeliveryGate.Window ? window : new GateReport(gate, GateState.NotReached, null, "the recipient is not in the queue yet"));
        return new($"Not sent yet: {recipient} is not in the queue, if it is in the task's groups at all. {Explanation.Holding(window)}", [.. gates], null, null) { Holder = window };
    }
}
