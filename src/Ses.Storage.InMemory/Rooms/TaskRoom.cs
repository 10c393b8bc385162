using Ses.Ledger;
using Ses.Primitives;
using Ses.SendingTasks;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class TaskRoom(Tables tables) : ISendingTaskStore
{
    public ValueTask<SendingTask> AddAsync(SendingTask task, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var added = task with { Id = new(tables.NextId(task.Account, "task")), Version = 0 };
            tables.Tasks.Add((added.Account, added.Id), added);
            return new(added);
        }
    }

    public ValueTask<SendingTask?> FindAsync(AccountId account, SendingTaskId task, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Tasks.GetValueOrDefault((account, task)));
    }

    public ValueTask<Page<SendingTask>> ListAsync(AccountId account, TaskState? state, PageRequest page, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var rows = tables.Tasks.Values.Where(task => task.Account == account && (state is null || task.State == state)).Reverse();
            return new(Paging.Page(rows, task => Paging.Key(task.Id.Value), page, backwards: true));
        }
    }

    public ValueTask<bool> UpdateAsync(SendingTask task, MailMessage? newRun, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (!tables.Tasks.TryGetValue((task.Account, task.Id), out var stored) || stored.Version != task.Version)
                return new(false);
            if (newRun is not null)
                tables.Messages.Add(newRun.Id, newRun);
            tables.Tasks[(task.Account, task.Id)] = task with
            {
                Progress = newRun is null ? stored.Progress : default,
                Version = task.Version + 1,
            };
            return new(true);
        }
    }

    public ValueTask<DueTasks> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var planned = tables.Tasks.Values.Where(task => task.NextStepAt is not null).OrderBy(task => task.NextStepAt).ToList();
            var due = planned.TakeWhile(task => task.NextStepAt <= now).Take(max).ToList();
            return new(new DueTasks(due, planned.FirstOrDefault(task => task.NextStepAt > now)?.NextStepAt));
        }
    }

    public ValueTask<long> CountWaitingAsync(AccountId account, DomainName senderDomain, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Tasks.Values.Where(task => task.Account == account && task.SenderDomain == senderDomain).Sum(task => task.Progress.Waiting));
    }
}
