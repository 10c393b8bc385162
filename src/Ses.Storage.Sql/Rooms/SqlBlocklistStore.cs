using Ses.Blocklists;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlBlocklistStore(SqlStore store) : IBlocklistStore
{
    // An address that does not exist, exists for nobody: such entries (reason 1) hold for all accounts. The others are their account's own.
    private const string Check = """
        SELECT b.address_hash, b.payload, b.at FROM {rows} CROSS JOIN ses_blocks b
        WHERE b.address_hash = r.hash AND (b.expires_at IS NULL OR b.expires_at > @now)
            AND (b.reason = 1 OR (b.account = @account AND (b.sender_domain = '' OR b.sender_domain = @domain)))
        """;

    private const string Remove = "DELETE FROM ses_blocks WHERE address_hash IN (SELECT hash FROM {rows}) AND account = @account AND reason = @reason";

    private const string List = """
        SELECT address_hash, payload, at FROM ses_blocks WHERE account = @account AND reason = @reason AND (@before = '' OR sort_key < @before) ORDER BY sort_key DESC LIMIT @size
        """;

    private const string Count = "SELECT count(*) FROM ses_blocks WHERE account = @account AND reason = @reason";

    private static readonly RowSet<AddressHash> Hashes = new RowSet<AddressHash>().Id("hash", hash => hash.Value);

    public async ValueTask<IReadOnlyDictionary<AddressHash, BlockEntry>> CheckAsync(
        AccountId account, DomainName? senderDomain, IReadOnlyList<AddressHash> addresses, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (addresses.Count == 0)
            return new Dictionary<AddressHash, BlockEntry>();
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var rows = await database.ReadAsync(
            (session, token) => session.Sql(Check).WithRows(Hashes, [.. addresses.Distinct()])
                .With("now", now).With("account", account.Value).With("domain", senderDomain?.Value ?? "").ListAsync(Read, token),
            cancellationToken).ConfigureAwait(false);
        return rows.GroupBy(row => row.Hash).ToDictionary(same => same.Key, same => same.Select(row => row.Entry).MinBy(Gravity)!);
    }

    public async ValueTask<int> PutAsync(IReadOnlyList<BlockEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
            return 0;
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Accept, (session, token) => BlockRows.PutAsync(session, entries, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> RemoveAsync(AccountId account, BlockReason reason, IReadOnlyList<AddressHash> addresses, CancellationToken cancellationToken)
    {
        if (addresses.Count == 0)
            return 0;
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(
            WritePriority.Accept,
            (session, token) => session.Sql(Remove).WithRows(Hashes, [.. addresses.Distinct()]).With("account", account.Value).With("reason", (int)reason).RunAsync(token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<BlockEntry>> ListAsync(AccountId account, BlockReason reason, PageRequest page, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => Paging.ReadAsync(
                session, List, Count,
                query => query.With("account", account.Value).With("reason", (int)reason).With("before", page.After ?? ""),
                row => Read(row).Entry, BlockRows.SortKey, page, token),
            cancellationToken).ConfigureAwait(false);
    }

    private static (AddressHash Hash, BlockEntry Entry) Read(SqlRow row)
    {
        var (hash, entry) = (new AddressHash(row.Id()), StorageJson.Read<BlockEntry>(row.Text()));
        return (hash, entry with { At = row.Time() });
    }

    // What a person said weighs more than what a server said.
    private static int Gravity(BlockEntry entry) => entry.Reason switch
    {
        BlockReason.Complained => 0,
        BlockReason.Unsubscribed => 1,
        BlockReason.Custom => 2,
        BlockReason.InvalidAddress => 3,
        _ => 4,
    };
}
