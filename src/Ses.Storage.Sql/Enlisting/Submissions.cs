using Ses.Primitives;
using Ses.Sending;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Enlisting;

/// <summary>The table of what was handed over and is not admitted yet. Callers only insert into it; nothing there is shared, so their transactions do not wait for each other.</summary>
internal sealed class Submissions(SqlStore store)
{
    public const string Insert = """
        INSERT INTO ses_submissions (id, account, submitted_at, due_at, attempts, payload, error) VALUES (@id, @account, @now, @now, 0, @payload, NULL)
        """;

    private const string Take = """
        UPDATE ses_submissions SET due_at = @later, attempts = attempts + 1
        WHERE id IN (SELECT s.id FROM ses_submissions s WHERE s.due_at <= @now AND s.error IS NULL ORDER BY s.due_at, s.id LIMIT @max /*pg FOR UPDATE SKIP LOCKED*/)
        RETURNING id, account, submitted_at, attempts, payload
        """;

    /// <summary>Takes some that are due; they are due again at <paramref name="later"/>, unless they are removed.</summary>
    public async ValueTask<IReadOnlyList<Submission>> TakeAsync(int max, DateTimeOffset now, DateTimeOffset later, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        // Looked for first, since a look costs no write.
        var isDue = await database.ReadAsync(
            (session, token) => session.Sql("SELECT 1 FROM ses_submissions WHERE due_at <= @now AND error IS NULL LIMIT 1").With("now", now).NumberAsync(token),
            cancellationToken).ConfigureAwait(false);
        if (isDue is null)
            return [];
        var taken = await database.WriteAsync(
            WritePriority.Accept,
            (session, token) => session.Sql(Take).With("now", now).With("later", later).With("max", (long)max).ListAsync(Read, token),
            cancellationToken).ConfigureAwait(false);
        return [.. taken.OrderBy(submission => submission.SubmittedAt)];
    }

    /// <summary>These are admitted.</summary>
    public async ValueTask RemoveAsync(MessageId id, CancellationToken cancellationToken) =>
        await ChangeAsync("DELETE FROM ses_submissions WHERE id = @id", id, null, default, cancellationToken).ConfigureAwait(false);

    /// <summary>This one cannot be admitted now, but perhaps later.</summary>
    public async ValueTask PutOffAsync(MessageId id, DateTimeOffset until, CancellationToken cancellationToken) =>
        await ChangeAsync("UPDATE ses_submissions SET due_at = @until WHERE id = @id", id, null, until, cancellationToken).ConfigureAwait(false);

    /// <summary>This one can never be admitted; it is kept with its error for a person to look at.</summary>
    public async ValueTask SetAsideAsync(MessageId id, string error, CancellationToken cancellationToken) =>
        await ChangeAsync("UPDATE ses_submissions SET error = @error WHERE id = @id", id, error, default, cancellationToken).ConfigureAwait(false);

    private async ValueTask ChangeAsync(string statement, MessageId id, string? error, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await database.WriteAsync(
            WritePriority.Accept,
            (session, token) => session.Sql(statement).With("id", id.Value).With("error", error).With("until", until).RunAsync(token),
            cancellationToken).ConfigureAwait(false);
    }

    private static Submission Read(SqlRow row) => new(new(row.Id()), row.Account(), row.Time(), row.Int(), StorageJson.Read<SendRequest>(row.Text()));
}

/// <summary>A message that was handed over.</summary>
/// <param name="Id">Its id, as the receipt has it.</param>
/// <param name="Account">Whose.</param>
/// <param name="SubmittedAt">When.</param>
/// <param name="Attempts">How often its admission was tried, this time among them.</param>
/// <param name="Request">The message.</param>
internal sealed record Submission(MessageId Id, AccountId Account, DateTimeOffset SubmittedAt, int Attempts, SendRequest Request);
