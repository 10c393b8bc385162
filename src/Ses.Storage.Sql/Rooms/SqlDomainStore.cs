using Ses.Domains;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlDomainStore(SqlStore store) : IDomainStore
{
    private const string Add = """
        INSERT INTO ses_domains (account, name, version, next_check_at, payload) VALUES (@account, @name, @version, @next, @payload) ON CONFLICT (account, name) DO NOTHING
        """;

    private const string Find = "SELECT payload, version FROM ses_domains WHERE account = @account AND name = @name";

    private const string List = "SELECT payload, version FROM ses_domains WHERE account = @account AND name > @after AND name LIKE @part ESCAPE '\\' ORDER BY name LIMIT @size";

    private const string Count = "SELECT count(*) FROM ses_domains WHERE account = @account AND name LIKE @part ESCAPE '\\'";

    private const string Update = """
        UPDATE ses_domains SET version = @version + 1, next_check_at = @next, payload = @payload WHERE account = @account AND name = @name AND version = @version
        """;

    private const string Due = "SELECT payload, version FROM ses_domains WHERE next_check_at <= @now ORDER BY next_check_at LIMIT @max";

    private const string NextDue = "SELECT min(next_check_at) FROM ses_domains WHERE next_check_at > @now";

    public ValueTask<bool> AddAsync(SenderDomain domain, CancellationToken cancellationToken) => ChangeAsync(Add, domain, cancellationToken);

    public async ValueTask<SenderDomain?> FindAsync(AccountId account, DomainName name, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => session.Sql(Find).With("account", account.Value).With("name", name.Value).FindAsync(Read, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<SenderDomain>> ListAsync(AccountId account, string? search, PageRequest page, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => Paging.ReadAsync(
                session, List, Count,
                query => query.With("account", account.Value).With("part", Paging.Part(search)).With("after", page.After ?? ""),
                Read, domain => domain.Name.Value, page, token),
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<bool> UpdateAsync(SenderDomain domain, CancellationToken cancellationToken) => ChangeAsync(Update, domain, cancellationToken);

    public async ValueTask<bool> RemoveAsync(AccountId account, DomainName name, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(
            WritePriority.Accept,
            async (session, token) => await session.Sql("DELETE FROM ses_domains WHERE account = @account AND name = @name")
                .With("account", account.Value).With("name", name.Value).RunAsync(token).ConfigureAwait(false) == 1,
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<DueDomains> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            async (session, token) =>
            {
                var due = await session.Sql(Due).With("now", now).With("max", (long)max).ListAsync(Read, token).ConfigureAwait(false);
                var next = await session.Sql(NextDue).With("now", now).NumberAsync(token).ConfigureAwait(false);
                return new DueDomains(due, next is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> ChangeAsync(string statement, SenderDomain domain, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(
            WritePriority.Accept,
            async (session, token) => await session.Sql(statement)
                .With("account", domain.Account.Value).With("name", domain.Name.Value).With("version", domain.Version)
                .With("next", domain.NextCheckAt).With("payload", StorageJson.Write(domain))
                .RunAsync(token).ConfigureAwait(false) == 1,
            cancellationToken).ConfigureAwait(false);
    }

    private static SenderDomain Read(SqlRow row) => StorageJson.Read<SenderDomain>(row.Text()) with { Version = row.Int() };
}
