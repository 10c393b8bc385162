using Ses.Ledger;
using Ses.Primitives;

namespace Ses.SendingTasks;

/// <summary>Where sending tasks are kept. Their progress is added by the ledger.</summary>
public interface ISendingTaskStore
{
    /// <summary>Stores a new task under the account's next id with version 0, and returns it.</summary>
    ValueTask<SendingTask> AddAsync(SendingTask task, CancellationToken cancellationToken);

    /// <summary>The task, or null.</summary>
    ValueTask<SendingTask?> FindAsync(AccountId account, SendingTaskId task, CancellationToken cancellationToken);

    /// <summary>A page in the order of ids from the newest; <paramref name="state"/> null for all.</summary>
    ValueTask<Page<SendingTask>> ListAsync(AccountId account, TaskState? state, PageRequest page, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the task but for its progress, with its version raised by one, if the stored version is still <see cref="SendingTask.Version"/>; else false.
    /// With <paramref name="newRun"/>, stores that message too and sets progress to nothing.
    /// </summary>
    ValueTask<bool> UpdateAsync(SendingTask task, MailMessage? newRun, CancellationToken cancellationToken);

    /// <summary>Tasks of all accounts whose <see cref="SendingTask.NextStepAt"/> is not behind <paramref name="now"/>, the longest due first; and the next such time.</summary>
    ValueTask<DueTasks> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken);

    /// <summary>Sum of <see cref="TaskProgress.Waiting"/> over the tasks of a sender domain: what will be charged to its quota soon.</summary>
    ValueTask<long> CountWaitingAsync(AccountId account, DomainName senderDomain, CancellationToken cancellationToken);
}

/// <summary>Tasks that are to be looked at.</summary>
/// <param name="Tasks">Those due.</param>
/// <param name="NextDueAt">When the next one falls due; null for none.</param>
public sealed record DueTasks(IReadOnlyList<SendingTask> Tasks, DateTimeOffset? NextDueAt);
