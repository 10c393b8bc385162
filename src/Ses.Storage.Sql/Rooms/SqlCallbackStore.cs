using Ses.Callbacks;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlCallbackStore(SqlStore store) : ICallbackStore
{
    private const string Add = """
        INSERT INTO ses_callback_endpoints (account, sort_key, id, sender, events, is_disabled, version, payload)
        VALUES (@account, @key, @id, @sender, @events, @disabled, @version, @payload)
        """;

    private const string Find = $"SELECT {CallbackEndpointRows.Columns} FROM ses_callback_endpoints p WHERE p.account = @account AND p.sort_key = @key";

    private const string List = $"SELECT {CallbackEndpointRows.Columns} FROM ses_callback_endpoints p WHERE p.account = @account AND p.sort_key > @after ORDER BY p.sort_key LIMIT @size";

    private const string First = $"SELECT {CallbackEndpointRows.Columns} FROM ses_callback_endpoints p WHERE p.account = @account ORDER BY p.sort_key LIMIT @size";

    private const string Count = "SELECT count(*) FROM ses_callback_endpoints WHERE account = @account";

    public async ValueTask<CallbackEndpoint?> AddAsync(CallbackEndpoint endpoint, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Accept, (session, token) => AddAsync(session, endpoint, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<CallbackEndpoint?> FindAsync(AccountId account, EmailAddress? sender, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => FindAsync(session, account, sender, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<CallbackEndpoint>> ListAsync(AccountId account, PageRequest page, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        // The account's own has an empty key, which stands behind nothing: it is on the first page alone.
        return await database.ReadAsync(
            (session, token) => Paging.ReadAsync(
                session, page.After is null ? First : List, Count,
                query => page.After is { } after ? query.With("account", account.Value).With("after", after) : query.With("account", account.Value),
                CallbackEndpointRows.Read, endpoint => CallbackEndpointRows.SortKey(endpoint.Sender), page, token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> UpdateAsync(CallbackEndpoint endpoint, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Accept, (session, token) => CallbackEndpointRows.UpdateAsync(session, endpoint, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveAsync(AccountId account, EmailAddress? sender, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(
            WritePriority.Accept,
            async (session, token) => await session.Sql("DELETE FROM ses_callback_endpoints WHERE account = @account AND sort_key = @key")
                .With("account", account.Value).With("key", CallbackEndpointRows.SortKey(sender)).RunAsync(token).ConfigureAwait(false) == 1,
            cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<CallbackEndpoint?> AddAsync(SqlSession session, CallbackEndpoint endpoint, CancellationToken cancellationToken)
    {
        // One at a time, so that none of two alike takes a number for nothing.
        await session.LockAsync("callbacks", cancellationToken).ConfigureAwait(false);
        if (await FindAsync(session, endpoint.Account, endpoint.Sender, cancellationToken).ConfigureAwait(false) is not null)
            return null;
        var added = endpoint with { Id = new(await LastIds.NextAsync(session, "callback-endpoint", cancellationToken).ConfigureAwait(false)) };
        await CallbackEndpointRows.Fill(session.Sql(Add), added).With("sender", added.Sender?.NormalForm ?? "").RunAsync(cancellationToken).ConfigureAwait(false);
        return added;
    }

    private static ValueTask<CallbackEndpoint?> FindAsync(SqlSession session, AccountId account, EmailAddress? sender, CancellationToken cancellationToken) =>
        session.Sql(Find).With("account", account.Value).With("key", CallbackEndpointRows.SortKey(sender)).FindAsync(CallbackEndpointRows.Read, cancellationToken);
}
