using System.Security.Cryptography;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>The bytes that messages carry. Each stands once, in chunks, under its SHA-256; in the message's own row, the hash stands for the bytes.</summary>
internal static class MessageBlobs
{
    private const int ChunkSize = 256 * 1024;

    private const string AddChunk = "INSERT INTO ses_blobs (hash, chunk, data) VALUES (@hash, @chunk, @data) ON CONFLICT (hash, chunk) DO NOTHING";

    private const string AddReference = "INSERT INTO ses_message_blobs (message, hash) VALUES (@message, @hash) ON CONFLICT (message, hash) DO NOTHING";

    private const string DropReferences = "DELETE FROM ses_message_blobs WHERE message IN (SELECT id FROM {rows}) RETURNING hash";

    private const string DropBlob = "DELETE FROM ses_blobs WHERE hash = @hash AND NOT EXISTS (SELECT 1 FROM ses_message_blobs b WHERE b.hash = @hash)";

    private static readonly RowSet<MessageId> Ids = new RowSet<MessageId>().Id("id", id => id.Value);

    /// <summary>The message with hashes, and the bytes by their hashes.</summary>
    public static (MailMessage Light, IReadOnlyList<Blob> Blobs) TakeOut(MailMessage message)
    {
        var blobs = new List<Blob>();
        var attachments = message.Recipe.Attachments.Select(attachment => attachment with { Content = TakeOut(attachment.Content, blobs) }).ToList();
        var content = message.Recipe.Content is RecipeContent.FromMime raw ? raw with { Mime = TakeOut(raw.Mime, blobs) } : message.Recipe.Content;
        return (message with { Recipe = message.Recipe with { Attachments = attachments, Content = content } }, blobs);
    }

    public static async ValueTask StoreAsync(SqlSession session, MessageId message, Blob blob, CancellationToken cancellationToken)
    {
        // The reference comes first: what has one is not swept away.
        await session.Sql(AddReference).With("message", message.Value).With("hash", blob.Hash).RunAsync(cancellationToken).ConfigureAwait(false);
        await session.LockAsync("blob/" + Convert.ToHexString(blob.Hash), cancellationToken).ConfigureAwait(false);
        if (await session.Sql("SELECT 1 FROM ses_blobs WHERE hash = @hash AND chunk = 0").With("hash", blob.Hash).NumberAsync(cancellationToken).ConfigureAwait(false) is not null)
            return;
        for (int chunk = 0, start = 0; start < blob.Bytes.Length || chunk == 0; chunk++, start += ChunkSize)
        {
            var data = blob.Bytes.Slice(start, Math.Min(ChunkSize, blob.Bytes.Length - start)).ToArray();
            await session.Sql(AddChunk).With("hash", blob.Hash).With("chunk", chunk).With("data", data).RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Messages no longer carry their bytes; what nobody carries any more is deleted.</summary>
    public static async ValueTask DropAsync(SqlSession session, IReadOnlyList<MessageId> messages, CancellationToken cancellationToken)
    {
        var hashes = await session.Sql(DropReferences).WithRows(Ids, messages).ListAsync(row => row.Bytes(), cancellationToken).ConfigureAwait(false);
        foreach (var hash in hashes.DistinctBy(Convert.ToHexString).OrderBy(Convert.ToHexString, StringComparer.Ordinal))
        {
            // Behind the lock, a reference that someone is just making is seen.
            await session.LockAsync("blob/" + Convert.ToHexString(hash), cancellationToken).ConfigureAwait(false);
            await session.Sql(DropBlob).With("hash", hash).RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The message with its bytes.</summary>
    public static async ValueTask<MailMessage> PutInAsync(SqlSession session, MailMessage light, CancellationToken cancellationToken)
    {
        var recipe = light.Recipe;
        if (recipe.Content is RecipeContent.FromMime raw)
            recipe = recipe with { Content = raw with { Mime = await LoadAsync(session, raw.Mime, cancellationToken).ConfigureAwait(false) } };
        if (recipe.Attachments.Count == 0)
            return light with { Recipe = recipe };
        var attachments = new List<RecipeAttachment>();
        foreach (var attachment in recipe.Attachments)
            attachments.Add(attachment with { Content = await LoadAsync(session, attachment.Content, cancellationToken).ConfigureAwait(false) });
        return light with { Recipe = recipe with { Attachments = attachments } };
    }

    private static ReadOnlyMemory<byte> TakeOut(ReadOnlyMemory<byte> bytes, List<Blob> blobs)
    {
        var hash = SHA256.HashData(bytes.Span);
        blobs.Add(new(hash, bytes));
        return hash;
    }

    private static async ValueTask<ReadOnlyMemory<byte>> LoadAsync(SqlSession session, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        var chunks = await session.Sql("SELECT data FROM ses_blobs WHERE hash = @hash ORDER BY chunk").With("hash", hash.ToArray())
            .ListAsync(row => row.Bytes(), cancellationToken).ConfigureAwait(false);
        if (chunks.Count == 0)
            throw new SesException(SesErrorCode.StorageFailed, "Bytes that a message carries are missing in the store: it was changed by something else; restore a backup.");
        if (chunks.Count == 1)
            return chunks[0];
        var bytes = new byte[chunks.Sum(chunk => chunk.Length)];
        var at = 0;
        foreach (var chunk in chunks)
        {
            chunk.CopyTo(bytes, at);
            at += chunk.Length;
        }

        return bytes;
    }
}

/// <summary>Bytes and their SHA-256.</summary>
internal sealed record Blob(byte[] Hash, ReadOnlyMemory<byte> Bytes);
