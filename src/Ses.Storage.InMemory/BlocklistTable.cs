using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.InMemory;

/// <summary>Blocklist entries, one an (account, address, reason, sender domain), found by address.</summary>
internal sealed class BlocklistTable
{
    private readonly Dictionary<AddressHash, Dictionary<(AccountId Account, BlockReason Reason, DomainName? Domain), BlockEntry>> _byAddress = [];

    public bool IsEmpty => _byAddress.Count == 0;

    public IEnumerable<BlockEntry> All => _byAddress.Values.SelectMany(entries => entries.Values);

    public IEnumerable<BlockEntry> Of(AddressHash address) => _byAddress.TryGetValue(address, out var entries) ? entries.Values : [];

    /// <summary>True where the entry is new.</summary>
    public bool Put(BlockEntry entry)
    {
        var hash = AddressHash.Of(entry.Address);
        if (!_byAddress.TryGetValue(hash, out var entries))
            _byAddress[hash] = entries = [];
        var key = (entry.Account, entry.Reason, entry.SenderDomain);
        var isNew = !entries.TryGetValue(key, out var before);
        entries[key] = isNew ? entry : entry with { At = before!.At };
        return isNew;
    }

    public int Remove(AccountId account, BlockReason reason, AddressHash address)
    {
        if (!_byAddress.TryGetValue(address, out var entries))
            return 0;
        var keys = entries.Keys.Where(key => key.Account == account && key.Reason == reason).ToList();
        foreach (var key in keys)
            entries.Remove(key);
        if (entries.Count == 0)
            _byAddress.Remove(address);
        return keys.Count;
    }
}
