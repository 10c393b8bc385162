using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates;

namespace Ses.SendingTasks;

/// <summary>The sending tasks of an account. (Guide, Batch Sending.)</summary>
public interface ISendingTasks
{
    /// <summary>Creates a task; it starts by itself. All errors are reported at once, before anything is stored.</summary>
    Task<SendingTask> CreateAsync(SendingTaskRequest request, CancellationToken cancellationToken = default);

    /// <summary>The task with its progress, or null.</summary>
    Task<SendingTask?> FindAsync(SendingTaskId task, CancellationToken cancellationToken = default);

    /// <summary>A page of the tasks, the newest first; <paramref name="state"/> narrows to one status.</summary>
    Task<Page<SendingTask>> ListAsync(TaskState? state = null, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Stops a task for good: recipients not yet in the queue get no mail; what is in the queue is dropped before its next attempt.</summary>
    Task<SendingTask> CancelAsync(SendingTaskId task, CancellationToken cancellationToken = default);
}

/// <summary>What a task is made from.</summary>
public sealed record SendingTaskRequest
{
    /// <summary>The sender: an address under a verified domain, with or without a name (<c>News &lt;news@example.com&gt;</c>).</summary>
    public required string From { get; init; }

    /// <summary>One or more groups.</summary>
    public required IReadOnlyList<RecipientGroupId> Groups { get; init; }

    /// <summary>The template.</summary>
    public required TemplateId Template { get; init; }

    /// <summary>The subject; 998 characters at most, may have variables.</summary>
    public required string Subject { get; init; }

    /// <summary>Variables for all recipients; a recipient's own come on top.</summary>
    public TemplateData? Data { get; init; }

    /// <summary>Reply-To addresses.</summary>
    public IReadOnlyList<string> ReplyTo { get; init; } = [];

    /// <summary>When it runs; at once by default.</summary>
    public TaskSchedule Schedule { get; init; } = new(TaskType.Batch);

    /// <summary>Marketing by default.</summary>
    public MailStream Stream { get; init; } = MailStream.Marketing;
}
