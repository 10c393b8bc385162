using Ses.Blocklists;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class BlocklistRoom(Tables tables) : IBlocklistStore
{
    public ValueTask<IReadOnlyDictionary<AddressHash, BlockEntry>> CheckAsync(
        AccountId account, DomainName? senderDomain, IReadOnlyList<AddressHash> addresses, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var blocked = new Dictionary<AddressHash, BlockEntry>();
            if (tables.Blocklist.IsEmpty)
                return new(blocked);
            foreach (var address in addresses)
            {
                var entries = tables.Blocklist.Of(address).Where(entry => Holds(entry, account, senderDomain, now)).OrderBy(Gravity);
                if (entries.FirstOrDefault() is { } gravest)
                    blocked[address] = gravest;
            }

            return new(blocked);
        }
    }

    public ValueTask<int> PutAsync(IReadOnlyList<BlockEntry> entries, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(entries.Count(tables.Blocklist.Put));
    }

    public ValueTask<int> RemoveAsync(AccountId account, BlockReason reason, IReadOnlyList<AddressHash> addresses, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(addresses.Sum(address => tables.Blocklist.Remove(account, reason, address)));
    }

    public ValueTask<Page<BlockEntry>> ListAsync(AccountId account, BlockReason reason, PageRequest page, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var rows = tables.Blocklist.All.Where(entry => entry.Account == account && entry.Reason == reason).OrderByDescending(SortKey, StringComparer.Ordinal);
            return new(Paging.Page(rows, SortKey, page, backwards: true));
        }
    }

    // An address that does not exist, exists for nobody: such entries hold for all accounts. The others are their account's own.
    private static bool Holds(BlockEntry entry, AccountId account, DomainName? senderDomain, DateTimeOffset now) =>
        (entry.ExpiresAt is not { } until || until > now)
        && (entry.Reason == BlockReason.InvalidAddress
            || (entry.Account == account && (entry.SenderDomain is null || entry.SenderDomain == senderDomain)));

    // What a person said weighs more than what a server said.
    private static int Gravity(BlockEntry entry) => entry.Reason switch
    {
        BlockReason.Complained => 0,
        BlockReason.Unsubscribed => 1,
        BlockReason.Custom => 2,
        BlockReason.InvalidAddress => 3,
        _ => 4,
    };

    private static string SortKey(BlockEntry entry) => $"{Paging.Key(entry.At.UtcTicks)}/{entry.Address.NormalForm}/{entry.SenderDomain?.Value}";
}
