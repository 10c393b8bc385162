using Ses.Primitives;

namespace Ses.Callbacks;

/// <summary>Where callback endpoints are kept.</summary>
public interface ICallbackStore
{
    /// <summary>Stores a new endpoint under the next number of the whole store, and returns it with that; null where the account, or the sender address, has one.</summary>
    ValueTask<CallbackEndpoint?> AddAsync(CallbackEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>The endpoint of a sender address, or with null that of the account; null where there is none.</summary>
    ValueTask<CallbackEndpoint?> FindAsync(AccountId account, EmailAddress? sender, CancellationToken cancellationToken);

    /// <summary>A page of the account's endpoints: its own first, then those of sender addresses in the order of domain and prefix.</summary>
    ValueTask<Page<CallbackEndpoint>> ListAsync(AccountId account, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Stores the endpoint with its version raised by one, if the stored one has its number and its version is still <see cref="CallbackEndpoint.Version"/>; else false.</summary>
    ValueTask<bool> UpdateAsync(CallbackEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Deletes the endpoint; what waits for it is never sent. False where there was none.</summary>
    ValueTask<bool> RemoveAsync(AccountId account, EmailAddress? sender, CancellationToken cancellationToken);
}
