using Ses.Primitives;
using Ses.Recipients;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Adds a slice of members to a group, and saves how far the import has come.</summary>
internal sealed class AddMembers(MemberSlice slice)
{
    private const string Lock = "SELECT group_key, members, last_ordinal FROM ses_groups WHERE account = @account AND id = @id /*pg FOR UPDATE*/";

    private const string Known = "SELECT address_hash FROM ses_members WHERE group_key = @key AND address_hash {among}";

    private const string Update = "UPDATE ses_members SET address = r.address, data = r.data FROM {rows} WHERE ses_members.group_key = r.group_key AND ses_members.address_hash = r.address_hash";

    private const string Count = "UPDATE ses_groups SET members = members + @added, last_ordinal = last_ordinal + @added WHERE group_key = @key";

    private const string SaveImport = """
        INSERT INTO ses_imports (group_key, import_key, payload) VALUES (@key, @import, @payload) ON CONFLICT (group_key, import_key) DO UPDATE SET payload = excluded.payload
        """;

    private static readonly RowSet<MemberRow> Rows = new RowSet<MemberRow>()
        .Long("group_key", row => row.Group)
        .Long("ordinal", row => row.Ordinal)
        .Id("address_hash", row => row.Hash.Value)
        .Text("address", row => row.Member.Address.ToString())
        .Text("data", row => row.Member.Data);

    private static readonly RowSet<MemberRow> Hashes = new RowSet<MemberRow>().Id("address_hash", row => row.Hash.Value);

    private readonly record struct MemberRow(long Group, long Ordinal, AddressHash Hash, GroupMember Member);

    private sealed record GroupState(long Key, long Members, long LastOrdinal);

    public async ValueTask<AddMembersResult> RunAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var group = await session.Sql(Lock).With("account", slice.Account.Value).With("id", slice.Group.Value)
            .FindAsync(row => new GroupState(row.Long(), row.Long(), row.Long()), cancellationToken).ConfigureAwait(false);
        if (group is null)
            return new(AddMembersStatus.NotFound, 0, 0);
        if (await IsRepeatedAsync(session, group.Key, cancellationToken).ConfigureAwait(false))
            return new(AddMembersStatus.Repeated, 0, 0);
        // Of an address that comes twice, the first has the place and the last the variables.
        var rows = slice.Members.Select(member => new MemberRow(group.Key, 0, AddressHash.Of(member.Address), member)).GroupBy(row => row.Hash).Select(same => same.Last()).ToList();
        var known = rows.Count == 0 ? [] : (await session.Sql(Known).WithRows(Hashes, rows).With("key", group.Key)
            .ListAsync(row => new AddressHash(row.Id()), cancellationToken).ConfigureAwait(false)).ToHashSet();
        var fresh = rows.Where(row => !known.Contains(row.Hash)).Select((row, i) => row with { Ordinal = group.LastOrdinal + i + 1 }).ToList();
        if (group.Members + fresh.Count > slice.MaxMembers)
            return new(AddMembersStatus.Full, 0, 0);
        if (known.Count > 0)
            await session.Sql(Update).WithRows(Rows, [.. rows.Where(row => known.Contains(row.Hash))]).RunAsync(cancellationToken).ConfigureAwait(false);
        if (fresh.Count > 0)
            await session.Insert("ses_members", null, Rows, fresh).RunAsync(cancellationToken).ConfigureAwait(false);
        await session.Sql(Count).With("added", (long)fresh.Count).With("key", group.Key).RunAsync(cancellationToken).ConfigureAwait(false);
        await SaveAsync(session, group.Key, cancellationToken).ConfigureAwait(false);
        return new(AddMembersStatus.Stored, fresh.Count, slice.Members.Count - fresh.Count);
    }

    private async ValueTask<bool> IsRepeatedAsync(SqlSession session, long group, CancellationToken cancellationToken)
    {
        if (slice.Import is not { } import)
            return false;
        var saved = await session.Sql("SELECT payload FROM ses_imports WHERE group_key = @key AND import_key = @import").With("key", group).With("import", import.Key)
            .FindAsync(row => StorageJson.Read<ImportState>(row.Text()), cancellationToken).ConfigureAwait(false);
        return saved is not null && slice.Number <= saved.Slices;
    }

    private async ValueTask SaveAsync(SqlSession session, long group, CancellationToken cancellationToken)
    {
        if (slice.Import is not { } import)
            return;
        await session.Sql(SaveImport).With("key", group).With("import", import.Key).With("payload", StorageJson.Write(import)).RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
