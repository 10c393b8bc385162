using Ses.Primitives;

namespace Ses.Addresses;

/// <summary>The sender addresses of an account, at most 10 a domain (<see cref="AddressesOptions.MaxPerDomain"/>). (Guide, Sender Address.)</summary>
public interface ISenderAddresses
{
    /// <summary>Creates an address under a verified domain.</summary>
    Task<SenderAddress> CreateAsync(string address, string? displayName = null, CancellationToken cancellationToken = default);

    /// <summary>The address, or null.</summary>
    Task<SenderAddress?> FindAsync(string address, CancellationToken cancellationToken = default);

    /// <summary>A page of the addresses in their order; <paramref name="domain"/> narrows to one domain.</summary>
    Task<Page<SenderAddress>> ListAsync(string? domain = null, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Changes the sender name.</summary>
    Task<SenderAddress> UpdateAsync(string address, string? displayName, CancellationToken cancellationToken = default);

    /// <summary>Deletes the address. What is queued from it and tasks that were created with it still go out, under the name they were accepted with. Its callback endpoint stays, to tell what becomes of them, until it is deleted itself.</summary>
    Task DeleteAsync(string address, CancellationToken cancellationToken = default);
}
