using Ses.Primitives;
using Ses.Recipients;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlRecipientStore(SqlStore store) : IRecipientStore
{
    private const int RemovedAtOnce = 2_000;

    private const string Find = "SELECT payload, members FROM ses_groups WHERE account = @account AND id = @id";

    private const string List = "SELECT payload, members FROM ses_groups WHERE account = @account AND id > @after AND folded_name LIKE @part ESCAPE '\\' ORDER BY id LIMIT @size";

    private const string Count = "SELECT count(*) FROM ses_groups WHERE account = @account AND folded_name LIKE @part ESCAPE '\\'";

    private const string Taken = "SELECT 1 FROM ses_groups WHERE account = @account AND (name = @name OR description = @description)";

    private const string Add = """
        INSERT INTO ses_groups (account, id, group_key, name, folded_name, description, members, last_ordinal, payload)
        VALUES (@account, @id, @key, @name, @folded, @description, 0, 0, @payload)
        """;

    private const string FindImport = """
        SELECT i.payload FROM ses_groups g JOIN ses_imports i ON i.group_key = g.group_key WHERE g.account = @account AND g.id = @id AND i.import_key = @key
        """;

    private const string ReadMembers = """
        SELECT m.address, m.data, m.ordinal FROM ses_members m
        WHERE m.group_key = (SELECT g.group_key FROM ses_groups g WHERE g.account = @account AND g.id = @id) AND m.ordinal > @after ORDER BY m.ordinal LIMIT @max
        """;

    public async ValueTask<RecipientGroup?> AddAsync(RecipientGroup group, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Accept, (session, token) => AddAsync(session, group, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<RecipientGroup?> FindAsync(AccountId account, RecipientGroupId group, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => session.Sql(Find).With("account", account.Value).With("id", group.Value).FindAsync(Read, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<RecipientGroup>> ListAsync(AccountId account, string? search, PageRequest page, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => Paging.ReadAsync(
                session, List, Count,
                query => query.With("account", account.Value).With("part", Paging.Part(search?.ToUpperInvariant())).With("after", Paging.NumberOf(page.After, 0)),
                Read, group => Paging.Key(group.Id.Value), page, token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveAsync(AccountId account, RecipientGroupId group, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var key = await database.WriteAsync(WritePriority.Accept, (session, token) => RemoveAsync(session, account, group, token), cancellationToken).ConfigureAwait(false);
        if (key is not { } removed)
            return false;
        // The members follow in small steps, which let others through. What a crash leaves, retention deletes.
        while (await database.WriteAsync(WritePriority.Bulk, (session, token) => RemovedGroups.RemoveAsync(session, removed, RemovedAtOnce, token), cancellationToken).ConfigureAwait(false) == RemovedAtOnce)
        {
        }

        return true;
    }

    public async ValueTask<AddMembersResult> AddMembersAsync(MemberSlice slice, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        // An import that is not at its end goes on from what is stored; anybody else has been told that it is.
        var priority = slice.Import is { IsFinished: false } ? WritePriority.Bulk : WritePriority.Record;
        return await database.WriteAsync(priority, new AddMembers(slice).RunAsync, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ImportState?> FindImportAsync(AccountId account, RecipientGroupId group, string importKey, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => session.Sql(FindImport).With("account", account.Value).With("id", group.Value).With("key", importKey)
                .FindAsync(row => StorageJson.Read<ImportState>(row.Text()), token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<GroupMember>> ReadMembersAsync(
        AccountId account, RecipientGroupId group, long afterOrdinal, int max, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => session.Sql(ReadMembers).With("account", account.Value).With("id", group.Value).With("after", afterOrdinal).With("max", (long)max)
                .ListAsync(row => new GroupMember(EmailAddress.Parse(row.Text()), row.TextOrNull(), row.Long()), token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveMemberAsync(AccountId account, RecipientGroupId group, AddressHash address, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Accept, (session, token) => RemoveMemberAsync(session, account, group, address, token), cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<RecipientGroup?> AddAsync(SqlSession session, RecipientGroup group, CancellationToken cancellationToken)
    {
        await session.LockAsync($"groups/{group.Account}", cancellationToken).ConfigureAwait(false);
        if (await session.Sql(Taken).With("account", group.Account.Value).With("name", group.Name).With("description", group.Description)
            .NumberAsync(cancellationToken).ConfigureAwait(false) is not null)
            return null;
        var added = group with { Id = new(await LastIds.NextAsync(session, group.Account, "group", cancellationToken).ConfigureAwait(false)), Count = 0 };
        await session.Sql(Add)
            .With("account", added.Account.Value).With("id", added.Id.Value).With("key", await LastIds.NextAsync(session, "group", cancellationToken).ConfigureAwait(false))
            .With("name", added.Name).With("folded", added.Name.ToUpperInvariant()).With("description", added.Description).With("payload", StorageJson.Write(added))
            .RunAsync(cancellationToken).ConfigureAwait(false);
        return added;
    }

    private static async ValueTask<bool> RemoveMemberAsync(SqlSession session, AccountId account, RecipientGroupId group, AddressHash address, CancellationToken cancellationToken)
    {
        var key = await session.Sql("SELECT group_key FROM ses_groups WHERE account = @account AND id = @id /*pg FOR UPDATE*/")
            .With("account", account.Value).With("id", group.Value).NumberAsync(cancellationToken).ConfigureAwait(false);
        if (key is not { } groupKey || await session.Sql("DELETE FROM ses_members WHERE group_key = @key AND address_hash = @hash")
            .With("key", groupKey).With("hash", address.Value).RunAsync(cancellationToken).ConfigureAwait(false) == 0)
            return false;
        await session.Sql("UPDATE ses_groups SET members = members - 1 WHERE group_key = @key").With("key", groupKey).RunAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async ValueTask<long?> RemoveAsync(SqlSession session, AccountId account, RecipientGroupId group, CancellationToken cancellationToken)
    {
        var key = await session.Sql("DELETE FROM ses_groups WHERE account = @account AND id = @id RETURNING group_key")
            .With("account", account.Value).With("id", group.Value).NumberAsync(cancellationToken).ConfigureAwait(false);
        if (key is { } removed)
            await RemovedGroups.NoteAsync(session, removed, cancellationToken).ConfigureAwait(false);
        return key;
    }

    private static RecipientGroup Read(SqlRow row) => StorageJson.Read<RecipientGroup>(row.Text()) with { Count = row.Long() };
}
