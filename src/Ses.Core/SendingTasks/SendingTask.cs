using Ses.Ledger;
using Ses.Primitives;

namespace Ses.SendingTasks;

/// <summary>A batch, scheduled or recurring sending to recipient groups. (Guide, Batch Sending.)</summary>
public sealed record SendingTask
{
    /// <summary>Whose.</summary>
    public required AccountId Account { get; init; }

    /// <summary>Its id.</summary>
    public required SendingTaskId Id { get; init; }

    /// <summary>When it runs.</summary>
    public required TaskSchedule Schedule { get; init; }

    /// <summary>To whom: each recipient once a run, also when it is in several groups.</summary>
    public required IReadOnlyList<RecipientGroupId> Groups { get; init; }

    /// <summary>The template.</summary>
    public required TemplateId Template { get; init; }

    /// <summary>Variables for all recipients, a JSON object; a recipient's own come on top.</summary>
    public string? Data { get; init => field = StorableText.Of(value); }

    /// <summary>The subject, which may have variables too.</summary>
    public required string Subject { get; init => field = StorableText.Of(value); }

    /// <summary>The sender.</summary>
    public required Mailbox From { get; init; }

    /// <summary>The domain that signs and whose quota is used.</summary>
    public required DomainName SenderDomain { get; init; }

    /// <summary>Reply-To; empty for none.</summary>
    public IReadOnlyList<Mailbox> ReplyTo { get; init; } = [];

    /// <summary>Marketing by default.</summary>
    public MailStream Stream { get; init; } = MailStream.Marketing;

    /// <summary>The W3C trace parent of its creation, which traces of its attempts link to; null where nobody traced.</summary>
    public string? TraceParent { get; init => field = StorableText.Of(value); }

    /// <summary>Where it stands.</summary>
    public TaskState State { get; init; }

    /// <summary>Why it stands still or failed, in a sentence; null otherwise.</summary>
    public string? StateReason { get; init => field = StorableText.Of(value); }

    /// <summary>The message of the current or last run; null before the first.</summary>
    public MessageId? Run { get; init; }

    /// <summary>Where the expansion of the current run stands; null behind its end.</summary>
    public string? Cursor { get; init; }

    /// <summary>Number of requests: recipients of the current run, less those found twice.</summary>
    public long Requests { get; init; }

    /// <summary>How far the current run has come.</summary>
    public TaskProgress Progress { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the task pump looks at it next; null when there is nothing more to do.</summary>
    public DateTimeOffset? NextStepAt { get; init; }

    /// <summary>Counts changes of the task itself, progress apart: an update names the version it read.</summary>
    public int Version { get; init; }

    /// <summary>Recipients that wait for quota: not expanded, or expanded and not attempted (the guide's cache queue).</summary>
    public long Cached => Math.Max(0, Requests - Progress.Expanded) + Progress.Waiting;

    /// <summary>Settled ÷ requests, 0 to 1.</summary>
    public double Completion => Requests == 0 ? (State == TaskState.Sent ? 1 : 0) : Math.Min(1, (double)Progress.Settled / Requests);
}

/// <summary>When a task runs.</summary>
/// <param name="Type">At once, later, or again and again.</param>
/// <param name="StartAt">When it starts first; null for at once.</param>
/// <param name="Every">Time between two starts of a recurring task; null for the other types.</param>
public sealed record TaskSchedule(TaskType Type, DateTimeOffset? StartAt = null, TimeSpan? Every = null);

/// <summary>The guide's task types.</summary>
public enum TaskType
{
    /// <summary>At once.</summary>
    Batch = 1,

    /// <summary>At a time.</summary>
    Scheduled = 2,

    /// <summary>At a time, then every so many days.</summary>
    Recurring = 3,
}

/// <summary>The guide's task statuses.</summary>
public enum TaskState
{
    /// <summary>To start.</summary>
    Waiting = 1,

    /// <summary>Sending.</summary>
    Sending = 5,

    /// <summary>The day's quota is used up; goes on by itself the next day.</summary>
    Paused = 6,

    /// <summary>Cannot go on; <see cref="SendingTask.StateReason"/> says why.</summary>
    Failed = 7,

    /// <summary>Every recipient has a fate, and there is no further run.</summary>
    Sent = 10,

    /// <summary>Canceled; what was not attempted is dropped.</summary>
    Canceled = 11,
}
