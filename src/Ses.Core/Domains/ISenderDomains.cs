using Ses.Primitives;

namespace Ses.Domains;

/// <summary>The sender domains of an account: create one, publish its records, verify it, send. (Guide, Sender Domain.)</summary>
public interface ISenderDomains
{
    /// <summary>Creates a domain with a DKIM key of 2048 bits, and returns the records to publish. <see cref="SesErrorCode.AlreadyExists"/> for a second one.</summary>
    Task<SenderDomain> CreateAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The domain, or null.</summary>
    Task<SenderDomain?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>A page of the domains in the order of their names; <paramref name="search"/> is a part of the name.</summary>
    Task<Page<SenderDomain>> ListAsync(string? search = null, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Asks the DNS now, and returns the domain with what was found. Verified when every record stands.</summary>
    Task<SenderDomain> VerifyAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Begins to change the keys of a verified domain: returns it with the records of new ones to publish. Once the DNS shows them, they sign what is accepted from then on
    /// (<see cref="DomainsOptions.NewKeyDelay"/>). The old records stay for a week; then they may be removed, and their private keys are destroyed.
    /// Where new keys wait already, nothing changes. <see cref="SesErrorCode.InvalidState"/> where the domain is not verified. See docs/dkim.md.
    /// </summary>
    Task<SenderDomain> RotateKeysAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Deletes a domain; refused with <see cref="SesErrorCode.InvalidState"/> while it has sender addresses.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Seals the private keys of all the account's domains, and the secrets of its callback endpoints, anew with the current secret key, after which an old one can be taken
    /// out; returns how many domains and endpoints. Mail goes on meanwhile. <see cref="SesErrorCode.InvalidState"/> names those that could not be opened. See docs/secrets.md.
    /// </summary>
    Task<int> ResealKeysAsync(CancellationToken cancellationToken = default);
}
