using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Messages as rows. Attachments and raw messages stand beside them, by the hash of their bytes.</summary>
internal static class MessageRows
{
    private const string Insert = """
        INSERT INTO ses_messages (id, account, accepted_at, sender, task, has_content, payload) VALUES (@id, @account, @at, @sender, @task, @content, @payload) ON CONFLICT (id) DO NOTHING
        """;

    public static async ValueTask<bool> ExistsAsync(SqlSession session, MessageId message, CancellationToken cancellationToken) =>
        await session.Sql("SELECT 1 FROM ses_messages WHERE id = @id").With("id", message.Value).NumberAsync(cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Stores a message; false where it is there already.</summary>
    public static async ValueTask<bool> InsertAsync(SqlSession session, MailMessage message, CancellationToken cancellationToken)
    {
        var (light, blobs) = MessageBlobs.TakeOut(message);
        var inserted = await session.Sql(Insert)
            .With("id", message.Id.Value).With("account", message.Account.Value).With("at", message.AcceptedAt)
            .With("sender", message.Recipe.From.Address.NormalForm).With("task", message.Task?.Value)
            .With("content", MessageContent.IsHeldBy(message)).With("payload", StorageJson.Write(light))
            .RunAsync(cancellationToken).ConfigureAwait(false);
        if (inserted == 0)
            return false;
        foreach (var blob in blobs)
            await MessageBlobs.StoreAsync(session, message.Id, blob, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public static async ValueTask<MailMessage?> FindAsync(SqlSession session, MessageId message, CancellationToken cancellationToken)
    {
        var payload = await session.Sql("SELECT payload FROM ses_messages WHERE id = @id").With("id", message.Value)
            .FindAsync(row => row.Text(), cancellationToken).ConfigureAwait(false);
        return payload is null ? null : await MessageBlobs.PutInAsync(session, StorageJson.Read<MailMessage>(payload), cancellationToken).ConfigureAwait(false);
    }
}
