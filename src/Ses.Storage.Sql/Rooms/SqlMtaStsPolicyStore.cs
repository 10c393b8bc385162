using Ses.Delivery;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlMtaStsPolicyStore(SqlStore store) : IMtaStsPolicyStore
{
    private const string Find = "SELECT payload FROM ses_mta_sts_policies WHERE domain = @domain";

    private const string Put = """
        INSERT INTO ses_mta_sts_policies AS t (domain, fetched_at, expires_at, refresh_at, payload) VALUES (@domain, @fetched, @expires, @refresh, @payload)
        ON CONFLICT (domain) DO UPDATE SET fetched_at = excluded.fetched_at, expires_at = excluded.expires_at, refresh_at = excluded.refresh_at, payload = excluded.payload
        WHERE t.fetched_at <= excluded.fetched_at
        """;

    private const string Due = "SELECT payload FROM ses_mta_sts_policies WHERE refresh_at <= @now ORDER BY refresh_at LIMIT @max";

    public async ValueTask<StoredMtaStsPolicy?> FindAsync(DomainName domain, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => session.Sql(Find).With("domain", domain.Value).FindAsync(Read, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask PutAsync(StoredMtaStsPolicy policy, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await database.WriteAsync(
            WritePriority.Record,
            (session, token) => session.Sql(Put)
                .With("domain", policy.Domain.Value).With("fetched", policy.FetchedAt).With("expires", policy.ExpiresAt).With("refresh", policy.RefreshAt)
                .With("payload", StorageJson.Write(policy)).RunAsync(token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<StoredMtaStsPolicy>> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => session.Sql(Due).With("now", now).With("max", (long)max).ListAsync(Read, token), cancellationToken).ConfigureAwait(false);
    }

    private static StoredMtaStsPolicy Read(SqlRow row) => StorageJson.Read<StoredMtaStsPolicy>(row.Text());
}
