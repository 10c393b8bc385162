using Ses.Primitives;

namespace Ses.Domains;

/// <summary>Where sender domains are kept.</summary>
public interface IDomainStore
{
    /// <summary>Stores a new domain; false where the account has one of that name.</summary>
    ValueTask<bool> AddAsync(SenderDomain domain, CancellationToken cancellationToken);

    /// <summary>The domain, or null.</summary>
    ValueTask<SenderDomain?> FindAsync(AccountId account, DomainName name, CancellationToken cancellationToken);

    /// <summary>A page in the order of names; <paramref name="search"/> is a part of the name in A-labels, lower case; null for all.</summary>
    ValueTask<Page<SenderDomain>> ListAsync(AccountId account, string? search, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Stores the domain with its version raised by one, if the stored version is still <see cref="SenderDomain.Version"/>; else false.</summary>
    ValueTask<bool> UpdateAsync(SenderDomain domain, CancellationToken cancellationToken);

    /// <summary>Deletes the domain; false where there was none.</summary>
    ValueTask<bool> RemoveAsync(AccountId account, DomainName name, CancellationToken cancellationToken);

    /// <summary>Domains of all accounts whose <see cref="SenderDomain.NextCheckAt"/> is not behind <paramref name="now"/>, the longest due first; and the next such time.</summary>
    ValueTask<DueDomains> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken);
}

/// <summary>Domains that are to be checked.</summary>
/// <param name="Domains">Those due.</param>
/// <param name="NextDueAt">When the next one falls due; null for none.</param>
public sealed record DueDomains(IReadOnlyList<SenderDomain> Domains, DateTimeOffset? NextDueAt);
