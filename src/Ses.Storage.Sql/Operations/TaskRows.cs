using Ses.Primitives;
using Ses.SendingTasks;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Sending tasks as rows. Their progress stands apart, so that settling a task's mail does not wait for who moves the task.</summary>
internal static class TaskRows
{
    /// <summary>What <see cref="Read"/> wants; <c>t</c> is the table.</summary>
    public const string Columns = """
        t.payload, t.version,
        (SELECT CAST(sum(p.expanded) AS bigint) FROM ses_task_progress p WHERE p.account = t.account AND p.task = t.id),
        (SELECT CAST(sum(p.rejected) AS bigint) FROM ses_task_progress p WHERE p.account = t.account AND p.task = t.id),
        (SELECT CAST(sum(p.attempted) AS bigint) FROM ses_task_progress p WHERE p.account = t.account AND p.task = t.id),
        (SELECT CAST(sum(p.delivered) AS bigint) FROM ses_task_progress p WHERE p.account = t.account AND p.task = t.id),
        (SELECT CAST(sum(p.bounced) AS bigint) FROM ses_task_progress p WHERE p.account = t.account AND p.task = t.id)
        """;

    private const string Lock = $"SELECT {Columns} FROM ses_tasks t WHERE t.account = @account AND t.id = @id /*pg FOR UPDATE OF t*/";

    private const string Update = """
        UPDATE ses_tasks SET version = @version, state = @state, sender_domain = @domain, run = @run, next_step_at = @next, payload = @payload WHERE account = @account AND id = @id
        """;

    public static SendingTask Read(SqlRow row)
    {
        var task = StorageJson.Read<SendingTask>(row.Text());
        return task with
        {
            Version = row.Int(),
            Progress = new(row.LongOrNull() ?? 0, row.LongOrNull() ?? 0, row.LongOrNull() ?? 0, row.LongOrNull() ?? 0, row.LongOrNull() ?? 0),
        };
    }

    /// <summary>The task, and nobody else changes it until the transaction ends; null where there is none.</summary>
    public static ValueTask<SendingTask?> LockAsync(SqlSession session, AccountId account, SendingTaskId task, CancellationToken cancellationToken) =>
        session.Sql(Lock).With("account", account.Value).With("id", task.Value).FindAsync(Read, cancellationToken);

    /// <summary>Stores a task that is there, but for its progress.</summary>
    public static async ValueTask UpdateAsync(SqlSession session, SendingTask task, CancellationToken cancellationToken) =>
        await Fill(session.Sql(Update), task).RunAsync(cancellationToken).ConfigureAwait(false);

    public static SqlQuery Fill(SqlQuery query, SendingTask task) => query
        .With("account", task.Account.Value).With("id", task.Id.Value).With("version", task.Version).With("state", (int)task.State)
        .With("domain", task.SenderDomain.Value).With("run", task.Run?.Value).With("next", task.NextStepAt).With("payload", StorageJson.Write(task with { Progress = default }));
}
