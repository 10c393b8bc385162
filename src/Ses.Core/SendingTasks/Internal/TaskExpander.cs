using Ses.Ledger;
using Ses.Primitives;
using Ses.Recipients;
using Ses.Sending.Internal;

namespace Ses.SendingTasks.Internal;

/// <summary>Puts the next slice of a run's recipients into the queue: one transaction with the task's cursor.</summary>
internal sealed class TaskExpander(SesServices services)
{
    private readonly RunContents _contents = new(services);

    /// <summary>Expands at most <paramref name="size"/> recipients. False where another node was faster.</summary>
    public async ValueTask<bool> ExpandAsync(SendingTask task, MailMessage run, int size, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var cursor = TaskCursor.Parse(task.Cursor!);
        // One more than wanted tells whether the group ends here: a run that fits the day's quota exactly is done, and does not wait for tomorrow.
        var read = cursor.Group < task.Groups.Count
            ? await services.Storage.Recipients.ReadMembersAsync(task.Account, task.Groups[cursor.Group], cursor.AfterOrdinal, size + 1, cancellationToken).ConfigureAwait(false)
            : [];
        IReadOnlyList<GroupMember> members = read.Count > size ? [.. read.Take(size)] : read;
        var next = read.Count > size ? cursor with { AfterOrdinal = members[^1].Ordinal } : NextGroup(task, cursor);
        var deliveries = members.Count == 0 ? [] : await DeliveriesAsync(task, run, members, now, cancellationToken).ConfigureAwait(false);
        var slice = new ExpansionSlice(task.Account, task.Id, run.Id, task.Cursor!, next?.ToString(), deliveries);
        var result = await services.Storage.Ledger.ExpandAsync(slice, now, cancellationToken).ConfigureAwait(false);
        return result.Moved;
    }

    private static TaskCursor? NextGroup(SendingTask task, TaskCursor cursor) =>
        cursor.Group + 1 < task.Groups.Count ? new TaskCursor(cursor.Group + 1, 0) : null;

    private async ValueTask<IReadOnlyList<MailDelivery>> DeliveriesAsync(
        SendingTask task, MailMessage run, IReadOnlyList<GroupMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hashes = members.Select(member => AddressHash.Of(member.Address)).ToList();
        var blocked = await services.Storage.Blocklists.CheckAsync(task.Account, task.SenderDomain, hashes, now, cancellationToken).ConfigureAwait(false);
        var templates = await _contents.TemplatesAsync(run, cancellationToken).ConfigureAwait(false);
        var ids = await services.Ids.OpenAsync(cancellationToken).ConfigureAwait(false);
        var expires = now + services.Options.Delivery.MaxAge;
        return [.. members.Select((member, i) => DeliveryFactory.Create(
            run, ids.NextDelivery(now), new(member.Address), RecipientKind.To, hashes[i], member.Data,
            blocked.TryGetValue(hashes[i], out var entry) ? BlockRefusal.Of(entry) : BadValue(templates, task.Data, member.Data, run.AcceptedAt), now, expires))];
    }

    private static Refusal? BadValue(RunTemplates templates, string? taskData, string? memberData, DateTimeOffset acceptedAt) =>
        templates.Refuse(taskData, memberData, acceptedAt) is { } error ? new(error.Code, error.Message) : null;
}
