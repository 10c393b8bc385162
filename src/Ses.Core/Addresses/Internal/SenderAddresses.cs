using Ses.Domains;
using Ses.Primitives;

namespace Ses.Addresses.Internal;

/// <summary>The sender addresses of one account.</summary>
internal sealed class SenderAddresses(AccountId account, IAddressStore store, IDomainStore domains, AddressesOptions options, TimeProvider time) : ISenderAddresses
{
    public async Task<SenderAddress> CreateAsync(string address, string? displayName = null, CancellationToken cancellationToken = default)
    {
        var parsed = Check(address, displayName);
        var domain = await domains.FindAsync(account, parsed.Domain, cancellationToken).ConfigureAwait(false);
        if (domain is null)
            throw new SesException(SesErrorCode.DomainNotFound, $"{parsed.Domain} is not a sender domain of this account: await client.Domains.CreateAsync(\"{parsed.Domain}\")");
        if (domain.Status != DomainStatus.Verified)
            throw new SesException(SesErrorCode.DomainNotVerified, $"{parsed.Domain} is not verified: publish its records, then await client.Domains.VerifyAsync(\"{parsed.Domain}\")");
        var created = new SenderAddress(account, parsed, Named(displayName), time.GetUtcNow());
        return await store.AddAsync(created, options.MaxPerDomain, cancellationToken).ConfigureAwait(false) switch
        {
            AddAddressResult.Exists => throw new SesException(SesErrorCode.AlreadyExists, $"{parsed} exists already"),
            AddAddressResult.Full => throw new SesException(
                SesErrorCode.LimitExceeded, $"{parsed.Domain} has {options.MaxPerDomain} addresses, as many as it may have; for more: ses.Configure(o => o.Addresses.MaxPerDomain = …)"),
            _ => created,
        };
    }

    public async Task<SenderAddress?> FindAsync(string address, CancellationToken cancellationToken = default) =>
        await store.FindAsync(account, Check(address, null), cancellationToken).ConfigureAwait(false);

    public async Task<Page<SenderAddress>> ListAsync(string? domain = null, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        await store.ListAsync(account, domain is null ? null : CallerInput.Domain("domain", domain), page ?? PageRequest.First, cancellationToken).ConfigureAwait(false);

    public async Task<SenderAddress> UpdateAsync(string address, string? displayName, CancellationToken cancellationToken = default)
    {
        var parsed = Check(address, displayName);
        var stored = await store.FindAsync(account, parsed, cancellationToken).ConfigureAwait(false) ?? throw NotFound(parsed);
        var updated = stored with { DisplayName = Named(displayName) };
        return await store.UpdateAsync(updated, cancellationToken).ConfigureAwait(false) ? updated : throw NotFound(parsed);
    }

    public async Task DeleteAsync(string address, CancellationToken cancellationToken = default)
    {
        var parsed = Check(address, null);
        if (!await store.RemoveAsync(account, parsed, cancellationToken).ConfigureAwait(false))
            throw NotFound(parsed);
    }

    private static string? Named(string? displayName) => string.IsNullOrWhiteSpace(displayName) ? null : displayName.Trim();

    private static EmailAddress Check(string address, string? displayName)
    {
        var errors = new List<SesError>();
        if (!EmailAddress.TryParse(address, out var parsed, out var why))
            errors.Add(new("address", SesErrorCode.Invalid, $"not an email address: {why}"));
        if (Mailbox.CheckName(displayName) is { } wrong)
            errors.Add(new("displayName", SesErrorCode.Invalid, wrong));
        return errors.Count == 0 ? parsed! : throw new SesValidationException(errors);
    }

    private static SesException NotFound(EmailAddress address) => new(SesErrorCode.NotFound, $"{address} is not a sender address of this account");
}
