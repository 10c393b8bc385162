using Ses.Primitives;

namespace Ses.Addresses;

/// <summary>Where sender addresses are kept.</summary>
public interface IAddressStore
{
    /// <summary>Stores a new address, unless it exists or its domain has <paramref name="maxPerDomain"/> already.</summary>
    ValueTask<AddAddressResult> AddAsync(SenderAddress address, int maxPerDomain, CancellationToken cancellationToken);

    /// <summary>The address, or null.</summary>
    ValueTask<SenderAddress?> FindAsync(AccountId account, EmailAddress address, CancellationToken cancellationToken);

    /// <summary>A page in the order of domain and prefix; <paramref name="domain"/> null for all.</summary>
    ValueTask<Page<SenderAddress>> ListAsync(AccountId account, DomainName? domain, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Stores the display name; false where there is no such address.</summary>
    ValueTask<bool> UpdateAsync(SenderAddress address, CancellationToken cancellationToken);

    /// <summary>Deletes the address; false where there was none.</summary>
    ValueTask<bool> RemoveAsync(AccountId account, EmailAddress address, CancellationToken cancellationToken);
}

/// <summary>What came of adding an address.</summary>
public enum AddAddressResult
{
    /// <summary>Stored.</summary>
    Added,

    /// <summary>It exists.</summary>
    Exists,

    /// <summary>The domain has as many as it may have.</summary>
    Full,
}
