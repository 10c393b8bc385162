using Ses.Addresses;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlAddressStore(SqlStore store) : IAddressStore
{
    private const string Find = "SELECT payload FROM ses_addresses WHERE account = @account AND sort_key = @key";

    private const string List = """
        SELECT payload FROM ses_addresses WHERE account = @account AND sort_key > @after AND (@domain = '' OR domain = @domain) ORDER BY sort_key LIMIT @size
        """;

    private const string Count = "SELECT count(*) FROM ses_addresses WHERE account = @account AND (@domain = '' OR domain = @domain)";

    private const string CountOfDomain = "SELECT count(*) FROM ses_addresses WHERE account = @account AND domain = @domain";

    public async ValueTask<AddAddressResult> AddAsync(SenderAddress address, int maxPerDomain, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Accept, (session, token) => AddAsync(session, address, maxPerDomain, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<SenderAddress?> FindAsync(AccountId account, EmailAddress address, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => FindAsync(session, account, address, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<SenderAddress>> ListAsync(AccountId account, DomainName? domain, PageRequest page, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => Paging.ReadAsync(
                session, List, Count,
                query => query.With("account", account.Value).With("domain", domain?.Value ?? "").With("after", page.After ?? ""),
                Read, address => SortKey(address.Address), page, token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> UpdateAsync(SenderAddress address, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(
            WritePriority.Accept,
            async (session, token) =>
            {
                if (await FindAsync(session, address.Account, address.Address, token).ConfigureAwait(false) is not { } stored)
                    return false;
                return await session.Sql("UPDATE ses_addresses SET payload = @payload WHERE account = @account AND sort_key = @key")
                    .With("account", address.Account.Value).With("key", SortKey(address.Address))
                    .With("payload", StorageJson.Write(stored with { DisplayName = address.DisplayName }))
                    .RunAsync(token).ConfigureAwait(false) == 1;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveAsync(AccountId account, EmailAddress address, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(
            WritePriority.Accept,
            async (session, token) => await session.Sql("DELETE FROM ses_addresses WHERE account = @account AND sort_key = @key")
                .With("account", account.Value).With("key", SortKey(address)).RunAsync(token).ConfigureAwait(false) == 1,
            cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<AddAddressResult> AddAsync(SqlSession session, SenderAddress address, int maxPerDomain, CancellationToken cancellationToken)
    {
        var domain = address.Address.Domain.Value;
        await session.LockAsync($"addresses/{address.Account}/{domain}", cancellationToken).ConfigureAwait(false);
        if (await FindAsync(session, address.Account, address.Address, cancellationToken).ConfigureAwait(false) is not null)
            return AddAddressResult.Exists;
        var count = await session.Sql(CountOfDomain).With("account", address.Account.Value).With("domain", domain).NumberAsync(cancellationToken).ConfigureAwait(false);
        if (count >= maxPerDomain)
            return AddAddressResult.Full;
        await session.Sql("INSERT INTO ses_addresses (account, sort_key, domain, payload) VALUES (@account, @key, @domain, @payload)")
            .With("account", address.Account.Value).With("key", SortKey(address.Address)).With("domain", domain).With("payload", StorageJson.Write(address))
            .RunAsync(cancellationToken).ConfigureAwait(false);
        return AddAddressResult.Added;
    }

    private static ValueTask<SenderAddress?> FindAsync(SqlSession session, AccountId account, EmailAddress address, CancellationToken cancellationToken) =>
        session.Sql(Find).With("account", account.Value).With("key", SortKey(address)).FindAsync(Read, cancellationToken);

    private static SenderAddress Read(SqlRow row) => StorageJson.Read<SenderAddress>(row.Text());

    private static string SortKey(EmailAddress address) => $"{address.Domain.Value}/{address.NormalForm}";
}
