using Ses.Domains;
using Ses.Primitives;
using Ses.Recipients;
using Ses.Sending.Internal;
using Ses.Templates.Internal;

namespace Ses.SendingTasks.Internal;

/// <summary>From a request to a task: everything is checked, and everything that is wrong is reported at once.</summary>
internal sealed class TaskDraft(SesServices services, AccountId account, SendingTaskRequest request, DateTimeOffset now)
{
    private readonly List<SesError> _errors = [];

    public async ValueTask<SendingTask> CheckAsync(CancellationToken cancellationToken)
    {
        SubjectRules.Check(request.Subject, services.Options.Sending, Refuse);
        CheckSchedule();
        var from = Read("From", request.From);
        var replyTo = request.ReplyTo.Select((text, i) => Read($"ReplyTo[{i}]", text)).OfType<Mailbox>().ToList();
        var domain = from is null ? null : await FindDomainAsync(from, cancellationToken).ConfigureAwait(false);
        if (from is { DisplayName: null } && domain is not null)
            from = await SenderRules.WithNameAsync(services.Storage.Addresses, account, from, cancellationToken).ConfigureAwait(false);
        var members = await FirstMembersAsync(cancellationToken).ConfigureAwait(false);
        await CheckTemplateAsync(members, cancellationToken).ConfigureAwait(false);
        if (_errors.Count > 0)
            throw new SesValidationException(_errors);
        return new()
        {
            Account = account,
            Id = default,
            Schedule = request.Schedule,
            Groups = [.. request.Groups.Distinct()],
            Template = request.Template,
            Data = request.Data?.ToJson(),
            Subject = request.Subject,
            From = from!,
            SenderDomain = domain!.Name,
            ReplyTo = replyTo,
            Stream = request.Stream,
            TraceParent = Diagnostics.Internal.SesActivities.TraceParent(),
            State = TaskState.Waiting,
            CreatedAt = now,
            NextStepAt = request.Schedule.StartAt ?? now,
        };
    }

    private void CheckSchedule()
    {
        var schedule = request.Schedule;
        if (schedule.Type != TaskType.Batch && schedule.StartAt is null)
            Refuse("Schedule.StartAt", SesErrorCode.Required, $"a {schedule.Type} task needs a start time");
        if (schedule.Type == TaskType.Batch && schedule.StartAt is not null)
            Refuse("Schedule.StartAt", SesErrorCode.Invalid, "a Batch task starts at once; for a start time use TaskType.Scheduled");
        if (schedule.StartAt is { } start && start < now)
            Refuse("Schedule.StartAt", SesErrorCode.Invalid, $"{start:u} is past");
        if (schedule.Type == TaskType.Recurring && schedule.Every is not { Ticks: > 0 })
            Refuse("Schedule.Every", SesErrorCode.Required, "a Recurring task needs the time between two starts, such as TimeSpan.FromDays(7)");
        if (schedule.Type != TaskType.Recurring && schedule.Every is not null)
            Refuse("Schedule.Every", SesErrorCode.Invalid, "only a Recurring task starts again");
    }

    private ValueTask<SenderDomain?> FindDomainAsync(Mailbox from, CancellationToken cancellationToken) =>
        SenderRules.FindDomainAsync(services.Storage.Domains, account, from.Address, Refuse, cancellationToken);

    // The first members tell whether the columns fit the template; each later one is checked when it comes into the queue.
    private async ValueTask<IReadOnlyList<(RecipientGroupId Group, GroupMember Member)>> FirstMembersAsync(CancellationToken cancellationToken)
    {
        if (request.Groups.Count == 0)
            Refuse("Groups", SesErrorCode.Required, "at least one recipient group is needed");
        var members = new List<(RecipientGroupId, GroupMember)>();
        for (var i = 0; i < request.Groups.Count; i++)
        {
            var id = request.Groups[i];
            var group = await services.Storage.Recipients.FindAsync(account, id, cancellationToken).ConfigureAwait(false);
            if (group is null)
                Refuse($"Groups[{i}]", SesErrorCode.NotFound, $"there is no recipient group {id} in this account");
            else if (group.Count == 0)
                Refuse($"Groups[{i}]", SesErrorCode.InvalidState, $"the recipient group '{group.Name}' is empty: import recipients first");
            else
                members.AddRange((await services.Storage.Recipients.ReadMembersAsync(account, id, 0, 1, cancellationToken).ConfigureAwait(false)).Select(member => (id, member)));
        }

        return members;
    }

    private async ValueTask CheckTemplateAsync(IReadOnlyList<(RecipientGroupId Group, GroupMember Member)> members, CancellationToken cancellationToken)
    {
        var template = await services.Storage.Templates.FindAsync(account, request.Template, cancellationToken).ConfigureAwait(false);
        if (template is null)
        {
            Refuse("Template", SesErrorCode.TemplateNotFound, $"there is no template {request.Template} in this account");
            return;
        }

        try
        {
            var content = await services.Templates.PinAsync(template, cancellationToken).ConfigureAwait(false);
            var set = await services.Templates.LoadAsync(account, request.Subject, content, cancellationToken).ConfigureAwait(false);
            // What is given for all recipients is meant for this template; a name that it does not have is a slip of the pen.
            _errors.AddRange(set.Check(request.Data?.ToJson(), null, now).Where(error => error.Code == SesErrorCode.VariableUnknown));
            foreach (var (group, member) in members)
            {
                // A column that the template does not use is no error: one group serves many templates (guide, Batch Sending).
                foreach (var error in set.Check(request.Data?.ToJson(), member.Data, now).Where(error => error.Code != SesErrorCode.VariableUnknown))
                    Refuse(error.Field, error.Code, $"{error.Message} (recipient group {group}, first recipient)");
            }
        }
        catch (SesException error)
        {
            Refuse(error is TemplateTextException { Field: "Subject" } ? "Subject" : "Template", error.Code, error.Message);
        }
    }

    private Mailbox? Read(string field, string text)
    {
        if (Mailbox.TryParse(text, out var mailbox, out var why))
            return mailbox;
        Refuse(field, SesErrorCode.Invalid, $"not an address: {why}");
        return null;
    }

    private void Refuse(string field, SesErrorCode code, string message) => _errors.Add(new(field, code, message));
}
