using Ses.Ledger;
using Ses.Primitives;
using Ses.SendingTasks;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlSendingTaskStore(SqlStore store) : ISendingTaskStore
{
    private const string Add = """
        INSERT INTO ses_tasks (account, id, version, state, sender_domain, run, next_step_at, payload) VALUES (@account, @id, @version, @state, @domain, @run, @next, @payload)
        """;

    private const string Find = $"SELECT {TaskRows.Columns} FROM ses_tasks t WHERE t.account = @account AND t.id = @id";

    private const string List = $"""
        SELECT {TaskRows.Columns} FROM ses_tasks t WHERE t.account = @account AND t.id < @before AND (@state = -1 OR t.state = @state) ORDER BY t.id DESC LIMIT @size
        """;

    private const string Count = "SELECT count(*) FROM ses_tasks t WHERE t.account = @account AND (@state = -1 OR t.state = @state)";

    private const string Due = $"SELECT {TaskRows.Columns} FROM ses_tasks t WHERE t.next_step_at <= @now ORDER BY t.next_step_at LIMIT @max";

    private const string NextDue = "SELECT min(next_step_at) FROM ses_tasks WHERE next_step_at > @now";

    private const string CountWaiting = """
        SELECT CAST(sum(p.expanded - p.rejected - p.attempted) AS bigint) FROM ses_tasks t JOIN ses_task_progress p ON p.account = t.account AND p.task = t.id
        WHERE t.account = @account AND t.sender_domain = @domain
        """;

    public async ValueTask<SendingTask> AddAsync(SendingTask task, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(
            WritePriority.Accept,
            async (session, token) =>
            {
                var added = task with { Id = new(await LastIds.NextAsync(session, task.Account, "task", token).ConfigureAwait(false)), Version = 0 };
                await TaskRows.Fill(session.Sql(Add), added).RunAsync(token).ConfigureAwait(false);
                return added;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<SendingTask?> FindAsync(AccountId account, SendingTaskId task, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => session.Sql(Find).With("account", account.Value).With("id", task.Value).FindAsync(TaskRows.Read, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<SendingTask>> ListAsync(AccountId account, TaskState? state, PageRequest page, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => Paging.ReadAsync(
                session, List, Count,
                query => query.With("account", account.Value).With("state", (int?)state ?? -1).With("before", Paging.NumberOf(page.After, long.MaxValue)),
                TaskRows.Read, task => Paging.Key(task.Id.Value), page, token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> UpdateAsync(SendingTask task, MailMessage? newRun, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Accept, (session, token) => UpdateAsync(session, task, newRun, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<DueTasks> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            async (session, token) =>
            {
                var due = await session.Sql(Due).With("now", now).With("max", (long)max).ListAsync(TaskRows.Read, token).ConfigureAwait(false);
                var next = await session.Sql(NextDue).With("now", now).NumberAsync(token).ConfigureAwait(false);
                return new DueTasks(due, next is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null);
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> CountWaitingAsync(AccountId account, DomainName senderDomain, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            async (session, token) => await session.Sql(CountWaiting).With("account", account.Value).With("domain", senderDomain.Value).NumberAsync(token).ConfigureAwait(false) ?? 0,
            cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<bool> UpdateAsync(SqlSession session, SendingTask task, MailMessage? newRun, CancellationToken cancellationToken)
    {
        if (await TaskRows.LockAsync(session, task.Account, task.Id, cancellationToken).ConfigureAwait(false) is not { } stored || stored.Version != task.Version)
            return false;
        await TaskRows.UpdateAsync(session, task with { Version = task.Version + 1 }, cancellationToken).ConfigureAwait(false);
        if (newRun is null)
            return true;
        if (!await MessageRows.InsertAsync(session, newRun, cancellationToken).ConfigureAwait(false))
            throw new SesException(SesErrorCode.StorageFailed, $"The message {newRun.Id} is in the store already.");
        await session.Sql("DELETE FROM ses_task_progress WHERE account = @account AND task = @task").With("account", task.Account.Value).With("task", task.Id.Value)
            .RunAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}
