using Ses.Secrets;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlSecretStore(SqlStore store) : ISecretStore
{
    private const string List = "SELECT number, sealed, created_at FROM ses_secrets WHERE ring = @ring ORDER BY number DESC";

    private const string Add = """
        INSERT INTO ses_secrets (ring, number, sealed, created_at) SELECT @ring, @number, @sealed, @created
        WHERE @number = 1 + (SELECT coalesce(max(number), 0) FROM ses_secrets WHERE ring = @ring)
        """;

    private const string LetGo = "DELETE FROM ses_secrets WHERE ring = @ring AND number <= (SELECT max(number) FROM ses_secrets WHERE ring = @ring) - @keep";

    public async ValueTask<IReadOnlyList<StoredKey>> ListAsync(string ring, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => ListAsync(session, ring, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<StoredKey>> AddAsync(string ring, StoredKey key, int keep, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Accept, (session, token) => AddAsync(session, ring, key, keep, token), cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<IReadOnlyList<StoredKey>> AddAsync(SqlSession session, string ring, StoredKey key, int keep, CancellationToken cancellationToken)
    {
        await session.LockAsync($"secrets/{ring}", cancellationToken).ConfigureAwait(false);
        var added = await session.Sql(Add).With("ring", ring).With("number", key.Number).With("sealed", key.Sealed.ToArray()).With("created", key.CreatedAt)
            .RunAsync(cancellationToken).ConfigureAwait(false);
        if (added == 1)
            await session.Sql(LetGo).With("ring", ring).With("keep", keep).RunAsync(cancellationToken).ConfigureAwait(false);
        return await ListAsync(session, ring, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<IReadOnlyList<StoredKey>> ListAsync(SqlSession session, string ring, CancellationToken cancellationToken) =>
        await session.Sql(List).With("ring", ring).ListAsync(row => new StoredKey(row.Int(), row.Bytes(), row.Time()), cancellationToken).ConfigureAwait(false);
}
