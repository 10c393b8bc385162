using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Blocklists;

/// <summary>Where blocklist entries are kept; one an (account, address, reason, sender domain). Entries that follow from facts come by the ledger.</summary>
public interface IBlocklistStore
{
    /// <summary>
    /// Of these addresses, those blocked at <paramref name="now"/> for a sender domain of an account, each with its gravest entry: complained, unsubscribed,
    /// custom, invalid address, mailbox full. Invalid addresses hold for all accounts, the others for their own; an entry with a sender domain only for that one.
    /// </summary>
    ValueTask<IReadOnlyDictionary<AddressHash, BlockEntry>> CheckAsync(
        AccountId account, DomainName? senderDomain, IReadOnlyList<AddressHash> addresses, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Stores entries; one that exists gets the new expiry and remark, and keeps its time.</summary>
    /// <returns>How many were new.</returns>
    ValueTask<int> PutAsync(IReadOnlyList<BlockEntry> entries, CancellationToken cancellationToken);

    /// <summary>Deletes the account's entries of a reason for these addresses.</summary>
    /// <returns>How many there were.</returns>
    ValueTask<int> RemoveAsync(AccountId account, BlockReason reason, IReadOnlyList<AddressHash> addresses, CancellationToken cancellationToken);

    /// <summary>A page of the account's entries of a reason, the newest first; those of one moment in an order that stays the same. Expired ones too.</summary>
    ValueTask<Page<BlockEntry>> ListAsync(AccountId account, BlockReason reason, PageRequest page, CancellationToken cancellationToken);
}
