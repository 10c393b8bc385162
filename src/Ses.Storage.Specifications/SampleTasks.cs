using Ses.Ledger;
using Ses.Primitives;
using Ses.SendingTasks;

namespace Ses.Storage.Specifications;

/// <summary>Makes sending tasks as the task list and the task pump would.</summary>
internal static class SampleTasks
{
    public static SendingTask Task(DateTimeOffset now) => new()
    {
        Account = AccountId.Default,
        Id = default,
        Schedule = new(TaskType.Batch),
        Groups = [new(1)],
        Template = new(1),
        Subject = "News",
        From = new(SampleMail.Sender, "The shop"),
        SenderDomain = SampleMail.SenderDomain,
        State = TaskState.Waiting,
        CreatedAt = now,
        NextStepAt = now,
    };

    /// <summary>At the beginning of a run: the cursor stands at "0".</summary>
    public static SendingTask Started(SendingTask task, MessageId run, long requests) =>
        task with { State = TaskState.Sending, Run = run, Cursor = "0", Requests = requests };

    /// <summary>The message of the task's run.</summary>
    public static MailMessage Run(SampleMail mail, SendingTask task, DateTimeOffset now) => mail.Message(now) with
    {
        Account = task.Account,
        Id = task.Run!.Value,
        Stream = task.Stream,
        SenderDomain = task.SenderDomain,
        Template = task.Template,
        Task = task.Id,
    };
}
