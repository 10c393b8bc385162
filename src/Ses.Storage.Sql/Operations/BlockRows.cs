using System.Globalization;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Blocklist entries as rows: one an (address, account, reason, sender domain), which keeps the time at which it came first.</summary>
internal static class BlockRows
{
    private const string Update = """
        UPDATE ses_blocks SET expires_at = r.expires_at, payload = r.payload FROM {rows}
        WHERE ses_blocks.address_hash = r.address_hash AND ses_blocks.account = r.account AND ses_blocks.reason = r.reason AND ses_blocks.sender_domain = r.sender_domain
        """;

    private const string Insert = """
        INSERT INTO ses_blocks (address_hash, account, reason, sender_domain, at, expires_at, sort_key, payload)
        SELECT address_hash, account, reason, sender_domain, at, expires_at, sort_key, payload FROM {rows} WHERE true
        ORDER BY address_hash, account, reason, sender_domain
        ON CONFLICT (address_hash, account, reason, sender_domain) DO NOTHING
        """;

    private static readonly RowSet<BlockEntry> Rows = new RowSet<BlockEntry>()
        .Id("address_hash", entry => AddressHash.Of(entry.Address).Value)
        .Text("account", entry => entry.Account.Value)
        .Int("reason", entry => (int)entry.Reason)
        .Text("sender_domain", entry => entry.SenderDomain?.Value ?? "")
        .Time("at", entry => entry.At)
        .Time("expires_at", entry => entry.ExpiresAt)
        .Text("sort_key", SortKey)
        .Text("payload", StorageJson.Write);

    /// <summary>What entries are listed by, backwards: the time, then the address.</summary>
    public static string SortKey(BlockEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.At.UtcTicks:D19}/{entry.Address.NormalForm}/{entry.SenderDomain?.Value}");

    /// <summary>Stores entries; one that exists gets the new expiry and remark.</summary>
    /// <returns>How many were new.</returns>
    public static async ValueTask<int> PutAsync(SqlSession session, IReadOnlyList<BlockEntry> entries, CancellationToken cancellationToken)
    {
        // Of an entry that comes twice, the first has the time and the last the rest.
        var rows = entries
            .GroupBy(entry => (AddressHash.Of(entry.Address), entry.Account, entry.Reason, entry.SenderDomain))
            .Select(same => same.Last() with { At = same.First().At })
            .ToList();
        await session.Sql(Update).WithRows(Rows, rows).RunAsync(cancellationToken).ConfigureAwait(false);
        return await session.Sql(Insert).WithRows(Rows, rows).RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
