using Ses;
using Ses.Primitives;
using Ses.SendingTasks;
using Spectre.Console;

namespace QuickStart;

/// <summary>Shows a task's progress until it stops moving: sent, paused for the day, failed, or interrupted.</summary>
internal static class Progress
{
    public static Task<SendingTask> FollowAsync(ISesClient client, SendingTaskId id, CancellationToken cancellationToken) =>
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async display =>
            {
                var bar = display.AddTask("sending");
                while (true)
                {
                    var task = (await client.Tasks.FindAsync(id, CancellationToken.None))!;
                    bar.MaxValue = Math.Max(1, task.Requests);
                    bar.Value = task.Progress.Settled;
                    bar.Description = $"{task.State}: {task.Progress.Delivered} delivered, {task.Progress.Bounced} bounced, {task.Progress.Rejected} rejected";
                    if (task.State is TaskState.Sent or TaskState.Paused or TaskState.Failed or TaskState.Canceled || cancellationToken.IsCancellationRequested)
                        return task;
                    await Task.Delay(100, CancellationToken.None);
                }
            });
}
