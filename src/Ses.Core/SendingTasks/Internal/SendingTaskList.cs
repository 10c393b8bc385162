using Ses.Primitives;
using Ses.Scheduling.Internal;

namespace Ses.SendingTasks.Internal;

/// <summary>The tasks of one account.</summary>
internal sealed class SendingTaskList(SesServices services, AccountId account) : ISendingTasks
{
    private readonly ISendingTaskStore _store = services.Storage.Tasks;

    public async Task<SendingTask> CreateAsync(SendingTaskRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = services.Time.GetUtcNow();
        var draft = await new TaskDraft(services, account, request, now).CheckAsync(cancellationToken).ConfigureAwait(false);
        var task = await _store.AddAsync(draft, cancellationToken).ConfigureAwait(false);
        services.Nudge.Wake(Work.Tasks);
        return task;
    }

    public async Task<SendingTask?> FindAsync(SendingTaskId task, CancellationToken cancellationToken = default) =>
        await _store.FindAsync(account, task, cancellationToken).ConfigureAwait(false);

    public async Task<Page<SendingTask>> ListAsync(TaskState? state = null, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        await _store.ListAsync(account, state, page ?? PageRequest.First, cancellationToken).ConfigureAwait(false);

    public async Task<SendingTask> CancelAsync(SendingTaskId task, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var current = await _store.FindAsync(account, task, cancellationToken).ConfigureAwait(false)
                ?? throw new SesException(SesErrorCode.NotFound, $"there is no task {task} in this account");
            if (current.State is TaskState.Sent or TaskState.Failed or TaskState.Canceled)
                return current;
            var canceled = current with { State = TaskState.Canceled, StateReason = "canceled", Cursor = null, NextStepAt = null };
            if (await _store.UpdateAsync(canceled, null, cancellationToken).ConfigureAwait(false))
                return canceled with { Version = canceled.Version + 1 };
        }
    }
}
