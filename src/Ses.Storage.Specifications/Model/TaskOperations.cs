using Ses.Ledger;
using Ses.SendingTasks;

namespace Ses.Storage.Specifications.Model;

internal sealed record AddTask(int Kind) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var task = SampleTasks.Task(run.Now) with
        {
            Account = Kind % 5 == 0 ? ModelRun.Accounts[1] : ModelRun.Accounts[0],
            SenderDomain = ModelRun.Pick(ModelRun.Domains, Kind),
            Stream = Kind % 4 == 0 ? MailStream.Transactional : MailStream.Marketing,
            NextStepAt = Kind % 3 == 0 ? null : run.Now.AddSeconds(Kind),
        };
        var added = await run.Storage.Tasks.AddAsync(task, run.Token);
        run.Tasks.Add((added.Account, added.Id));
        return added;
    }
}

internal sealed record StartRun(int Task, int Requests, bool IsStale) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        if (run.Tasks.Count == 0)
            await new AddTask(Task).RunAsync(run);
        var (account, id) = ModelRun.Pick(run.Tasks, Task);
        var task = (await run.Storage.Tasks.FindAsync(account, id, run.Token))!;
        var started = SampleTasks.Started(task, run.Mail.Ids.Message(run.Now), Requests) with { Version = task.Version - (IsStale ? 1 : 0) };
        run.Messages.Add(started.Run!.Value);
        var moved = await run.Storage.Tasks.UpdateAsync(started, SampleTasks.Run(run.Mail, started, run.Now), run.Token);
        if (moved)
            run.Started.Add((account, id));
        return moved;
    }
}

internal sealed record Expand(int Task, int First, int Count, int Cursor) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        if (run.Started.Count == 0)
            await new StartRun(Task, Count, IsStale: false).RunAsync(run);
        var (account, id) = ModelRun.Pick(run.Started, Task);
        var task = (await run.Storage.Tasks.FindAsync(account, id, run.Token))!;
        var message = SampleTasks.Run(run.Mail, task, run.Now);
        var rows = Enumerable.Range(First, Count).Select(number => number % 5 == 0
            ? run.Mail.Rejected(message, ModelRun.Recipient(number), run.Now)
            : run.Mail.Delivery(message, ModelRun.Recipient(number), run.Now) with { Data = "{\"имя\":\"Ада\"}" }).ToList();
        run.Deliveries.AddRange(rows);
        var from = Cursor % 6 == 5 ? "elsewhere" : task.Cursor ?? "0";
        return await run.Storage.Ledger.ExpandAsync(new(account, id, message.Id, from, Cursor % 4 == 3 ? null : $"{Cursor}", rows), run.Now, run.Token);
    }
}

internal sealed record UpdateTask(int Task, int State, bool IsStale) : ModelOperation
{
    private static readonly TaskState[] States = Enum.GetValues<TaskState>();

    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        if (run.Tasks.Count == 0)
            await new AddTask(Task).RunAsync(run);
        var (account, id) = ModelRun.Pick(run.Tasks, Task);
        var task = (await run.Storage.Tasks.FindAsync(account, id, run.Token))!;
        var changed = task with
        {
            State = ModelRun.Pick(States, State),
            StateReason = State % 2 == 0 ? null : "потому что",
            NextStepAt = State % 3 == 0 ? null : run.Now.AddSeconds(State),
            Progress = default,
            Version = task.Version - (IsStale ? 1 : 0),
        };
        return await run.Storage.Tasks.UpdateAsync(changed, null, run.Token);
    }
}

internal sealed record ListDueTasks : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var due = await run.Storage.Tasks.ListDueAsync(run.Now, 1_000, run.Token);
        return (due.Tasks.OrderBy(task => (task.NextStepAt, task.Account, task.Id)).ToList(), due.NextDueAt);
    }
}
