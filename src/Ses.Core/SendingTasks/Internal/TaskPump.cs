using Ses.Ledger;
using Ses.Primitives;
using Ses.Scheduling.Internal;
using Ses.Warmup;

namespace Ses.SendingTasks.Internal;

/// <summary>Starts tasks that are due, expands their recipients within the day's quota, pauses them over it, and finishes them.</summary>
internal sealed class TaskPump(SesServices services, NodeSession session) : IPump
{
    private const int TasksAtOnce = 50;
    private static readonly TimeSpan NextLook = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan NextLookWhileStill = TimeSpan.FromSeconds(2);

    private readonly ISendingTaskStore _store = services.Storage.Tasks;
    private readonly TaskExpander _expander = new(services);
    private readonly Dictionary<(AccountId Account, SendingTaskId Task), TaskProgress> _seen = [];

    private WarmupOptions Warmup => services.Options.Warmup;

    public string Name => "tasks";

    public Work WokenBy => Work.Tasks;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        if (!session.IsOpen)
            return PumpResult.Idle();
        var due = await _store.ListDueAsync(session.Now, TasksAtOnce, cancellationToken).ConfigureAwait(false);
        var worked = false;
        foreach (var task in due.Tasks)
            worked |= await StepAsync(task, cancellationToken).ConfigureAwait(false);
        if (worked)
            return PumpResult.Worked;
        // A task that was just put off may be the next to fall due.
        var next = due.Tasks.Count == 0 ? due : await _store.ListDueAsync(session.Now, 1, cancellationToken).ConfigureAwait(false);
        return PumpResult.Idle(next.Tasks.Count > 0 ? session.Now : next.NextDueAt);
    }

    private async ValueTask<bool> StepAsync(SendingTask task, CancellationToken cancellationToken)
    {
        try
        {
            return task.State switch
            {
                TaskState.Waiting => await StartAsync(task, cancellationToken).ConfigureAwait(false),
                TaskState.Sending or TaskState.Paused => await ContinueAsync(task, cancellationToken).ConfigureAwait(false),
                _ => await SaveAsync(task with { NextStepAt = null }, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (SesException error) when (!error.IsTransient)
        {
            return await SaveAsync(task with { State = TaskState.Failed, StateReason = error.Message, NextStepAt = null }, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> StartAsync(SendingTask task, CancellationToken cancellationToken)
    {
        var now = session.Now;
        var run = await RunOf(task, now, cancellationToken).ConfigureAwait(false);
        long requests = 0;
        foreach (var group in task.Groups)
            requests += (await services.Storage.Recipients.FindAsync(task.Account, group, cancellationToken).ConfigureAwait(false))?.Count ?? 0;
        var started = task with
        {
            State = TaskState.Sending,
            StateReason = null,
            Run = run.Id,
            Cursor = TaskCursor.Start.ToString(),
            Requests = requests,
            NextStepAt = now,
        };
        return await _store.UpdateAsync(started, run, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<MailMessage> RunOf(SendingTask task, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var template = await services.Storage.Templates.FindAsync(task.Account, task.Template, cancellationToken).ConfigureAwait(false)
            ?? throw new SesException(SesErrorCode.TemplateNotFound, $"the template {task.Template} was deleted before the task began");
        var ids = await services.Ids.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new()
        {
            Account = task.Account,
            Id = ids.NextMessage(now),
            AcceptedAt = now,
            Stream = task.Stream,
            SenderDomain = task.SenderDomain,
            Template = task.Template,
            Task = task.Id,
            TraceParent = task.TraceParent,
            Recipe = new()
            {
                From = task.From,
                ReplyTo = task.ReplyTo,
                Subject = task.Subject,
                Content = await services.Templates.PinAsync(template, cancellationToken).ConfigureAwait(false),
                Data = task.Data,
                Date = now,
            },
        };
    }

    private async ValueTask<bool> ContinueAsync(SendingTask task, CancellationToken cancellationToken)
    {
        var now = session.Now;
        if (task.Cursor is null && task.Progress.Settled >= task.Requests)
            return await FinishAsync(task, now, cancellationToken).ConfigureAwait(false);
        var domain = await services.Storage.Domains.FindAsync(task.Account, task.SenderDomain, cancellationToken).ConfigureAwait(false)
            ?? throw new SesException(SesErrorCode.DomainNotFound, $"the sender domain {task.SenderDomain} was deleted");
        var limit = WarmupPolicy.Limit(domain.Level, task.Stream, Warmup);
        var usage = await services.Storage.Quotas.GetUsageAsync(task.Account, task.SenderDomain, WarmupPolicy.DayOf(now, Warmup), now, cancellationToken).ConfigureAwait(false);
        if (task.Cursor is null)
            return await AwaitLastAsync(task, domain.Level, limit, usage, now, cancellationToken).ConfigureAwait(false);
        var waiting = await _store.CountWaitingAsync(task.Account, task.SenderDomain, cancellationToken).ConfigureAwait(false);
        var size = TaskPlan.SliceSize(limit, usage, waiting, task.Progress.Waiting);
        if (size == 0)
            return await HoldAsync(task, domain.Level, limit, usage, waiting, now, cancellationToken).ConfigureAwait(false);
        var run = await services.Storage.Ledger.FindMessageAsync(task.Run!.Value, cancellationToken).ConfigureAwait(false)
            ?? throw new SesException(SesErrorCode.NotFound, $"the run {task.Run} is not in the store");
        if (task.State == TaskState.Paused)
            return await SaveAsync(task with { State = TaskState.Sending, StateReason = null, NextStepAt = now }, cancellationToken).ConfigureAwait(false);
        var moved = await _expander.ExpandAsync(task, run, size, now, cancellationToken).ConfigureAwait(false);
        services.Nudge.Wake(Work.Mail);
        return moved;
    }

    // Nothing may be expanded now: the queue is full enough, or the day's quota is used up.
    private async ValueTask<bool> HoldAsync(
        SendingTask task, int level, long limit, QuotaUsage usage, long waiting, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var moves = HasMoved(task);
        if (!TaskPlan.IsOutOfQuota(limit, usage, waiting, moves))
            return await SaveAsync(task with { NextStepAt = now + NextLook }, cancellationToken).ConfigureAwait(false) && false;
        return await PauseAsync(task, level, limit, now, cancellationToken).ConfigureAwait(false);
    }

    // All are in the queue; some may have no quota left, since single messages or another task took it.
    private async ValueTask<bool> AwaitLastAsync(SendingTask task, int level, long limit, QuotaUsage usage, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (TaskPlan.WaitsForQuota(limit, usage, task.Progress.Waiting))
            return await PauseAsync(task, level, limit, now, cancellationToken).ConfigureAwait(false);
        var next = now + (HasMoved(task) ? NextLook : NextLookWhileStill);
        return await SaveAsync(task with { State = TaskState.Sending, StateReason = null, NextStepAt = next }, cancellationToken).ConfigureAwait(false) && false;
    }

    private async ValueTask<bool> PauseAsync(SendingTask task, int level, long limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tomorrow = WarmupPolicy.NextDay(now, Warmup);
        var reason = $"{task.SenderDomain} has used its {limit} messages for today (level {level}: {WarmupPolicy.DailyQuota(level, Warmup)} a day, "
            + $"{Warmup.TransactionalReserve:P0} of them kept for transactional mail); {task.Cached} recipients wait and go on at {tomorrow:u}";
        _seen.Remove((task.Account, task.Id));
        return await SaveAsync(task with { State = TaskState.Paused, StateReason = reason, NextStepAt = tomorrow }, cancellationToken).ConfigureAwait(false) && false;
    }

    private async ValueTask<bool> FinishAsync(SendingTask task, DateTimeOffset now, CancellationToken cancellationToken)
    {
        _seen.Remove((task.Account, task.Id));
        var done = task.Schedule.Type == TaskType.Recurring
            ? task with { State = TaskState.Waiting, StateReason = null, NextStepAt = TaskPlan.NextStart(task.Schedule, now) }
            : task with { State = TaskState.Sent, StateReason = null, NextStepAt = null };
        return await SaveAsync(done, cancellationToken).ConfigureAwait(false) && false;
    }

    private bool HasMoved(SendingTask task)
    {
        var key = (task.Account, task.Id);
        var moved = !_seen.TryGetValue(key, out var before) || before != task.Progress;
        _seen[key] = task.Progress;
        return moved;
    }

    // A version that moved on means that someone else was faster; the task is looked at again.
    private ValueTask<bool> SaveAsync(SendingTask task, CancellationToken cancellationToken) => _store.UpdateAsync(task, null, cancellationToken);
}
