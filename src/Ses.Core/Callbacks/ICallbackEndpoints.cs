using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Callbacks;

/// <summary>
/// Where an account is told what becomes of its mail: one endpoint of its own, and one for each sender address that shall have another. Where none is set, nothing is
/// told. See docs/callbacks.md. (Guide, Callback Address.)
/// </summary>
public interface ICallbackEndpoints
{
    /// <summary>
    /// Sets the account's endpoint, or changes it. The URL is http or https, with a public host and port 80, 443, 8080, 8081 or 8082 (<see cref="CallbacksOptions"/>). One that was
    /// disabled is enabled.
    /// </summary>
    Task<CallbackEndpoint> SetAsync(string url, CallbackEvents events = CallbackEvents.All, CancellationToken cancellationToken = default);

    /// <summary>Creates the endpoint of a sender address, which goes before the account's; a second one for the same address is an error.</summary>
    Task<CallbackEndpoint> CreateAsync(string sender, string url, CallbackEvents events = CallbackEvents.All, CancellationToken cancellationToken = default);

    /// <summary>Changes the endpoint of a sender address. One that was disabled is enabled.</summary>
    Task<CallbackEndpoint> UpdateAsync(string sender, string url, CallbackEvents events = CallbackEvents.All, CancellationToken cancellationToken = default);

    /// <summary>The endpoint of a sender address, or with null the account's; null where there is none.</summary>
    Task<CallbackEndpoint?> FindAsync(string? sender = null, CancellationToken cancellationToken = default);

    /// <summary>A page of the endpoints: the account's first, then those of sender addresses.</summary>
    Task<Page<CallbackEndpoint>> ListAsync(PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes the endpoint of a sender address, or with null the account's; what waits for it is not sent.</summary>
    Task DeleteAsync(string? sender = null, CancellationToken cancellationToken = default);

    /// <summary>Enables an endpoint that was disabled because too many calls failed. What waits for it, 72 hours at most, is sent.</summary>
    Task<CallbackEndpoint> EnableAsync(string? sender = null, CancellationToken cancellationToken = default);

    /// <summary>The secret that callbacks are signed with, for the receiver to verify them (<see cref="CallbackSignature.Verify"/>).</summary>
    Task<string> GetSecretAsync(string? sender = null, CancellationToken cancellationToken = default);

    /// <summary>Makes a new secret, and returns it. For 24 hours (<see cref="CallbacksOptions.SecretOverlap"/>) callbacks bear the signature of the one before as well.</summary>
    Task<string> RotateSecretAsync(string? sender = null, CancellationToken cancellationToken = default);

    /// <summary>A page of the calls of an endpoint in the last 30 days, the newest first.</summary>
    Task<Page<CallbackAttempt>> ListAttemptsAsync(string? sender = null, PageRequest? page = null, CancellationToken cancellationToken = default);
}
