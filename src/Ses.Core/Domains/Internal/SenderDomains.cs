using Ses.Addresses;
using Ses.Dns;
using Ses.Primitives;

namespace Ses.Domains.Internal;

/// <summary>The sender domains of one account.</summary>
internal sealed class SenderDomains(
    AccountId account, IDomainStore store, IAddressStore addresses, IDnsResolver dns, ISecretProtector protector, IReadOnlyList<ISealedSecrets> others,
    SesOptions options, TimeProvider time) : ISenderDomains
{
    private readonly DomainChecker _checker = new(dns, options.Domains, options.Delivery.MaxAge);

    public async Task<SenderDomain> CreateAsync(string name, CancellationToken cancellationToken = default)
    {
        var parsed = Parse(name);
        var now = time.GetUtcNow();
        var keys = DkimKeys.First(account, parsed, options.Domains, protector, now);
        var domain = new SenderDomain
        {
            Account = account,
            Name = parsed,
            Records = DomainRecords.For(parsed, keys, options.Identity),
            Keys = keys,
            Level = options.Warmup.StartLevel,
            Warnings = await _checker.WarningsAsync(parsed, cancellationToken).ConfigureAwait(false),
            CreatedAt = now,
            NextCheckAt = DomainCheckSchedule.First(now, options.Domains),
        };
        return await store.AddAsync(domain, cancellationToken).ConfigureAwait(false)
            ? domain
            : throw new SesException(SesErrorCode.AlreadyExists, $"{parsed} exists already. A domain cannot be renamed or created again: delete it, then create it.");
    }

    public async Task<SenderDomain?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        await store.FindAsync(account, Parse(name), cancellationToken).ConfigureAwait(false);

    public async Task<Page<SenderDomain>> ListAsync(string? search = null, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        await store.ListAsync(account, StorableText.Of(search?.ToLowerInvariant()), page ?? PageRequest.First, cancellationToken).ConfigureAwait(false);

    public async Task<SenderDomain> VerifyAsync(string name, CancellationToken cancellationToken = default)
    {
        var parsed = Parse(name);
        while (true)
        {
            var domain = await store.FindAsync(account, parsed, cancellationToken).ConfigureAwait(false) ?? throw NotFound(parsed);
            var checkedDomain = await _checker.CheckAsync(domain, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            if (await store.UpdateAsync(checkedDomain, cancellationToken).ConfigureAwait(false))
                return checkedDomain with { Version = checkedDomain.Version + 1 };
        }
    }

    public async Task<SenderDomain> RotateKeysAsync(string name, CancellationToken cancellationToken = default)
    {
        var parsed = Parse(name);
        while (true)
        {
            var domain = await store.FindAsync(account, parsed, cancellationToken).ConfigureAwait(false) ?? throw NotFound(parsed);
            if (domain.Status != DomainStatus.Verified)
                throw new SesException(SesErrorCode.InvalidState, $"{parsed} is not verified, so its keys sign nothing: await client.Domains.VerifyAsync(\"{parsed}\"), or delete it and create it again");
            if (KeyRotation.IsUnderWay(domain))
                return domain;
            var now = time.GetUtcNow();
            var begun = KeyRotation.Begin(domain, DkimKeys.Next(domain, options.Domains, protector, now), options.Delivery.MaxAge, options.Domains, now);
            if (await store.UpdateAsync(begun, cancellationToken).ConfigureAwait(false))
                return begun with { Version = begun.Version + 1 };
        }
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        var parsed = Parse(name);
        var used = await addresses.ListAsync(account, parsed, new(Size: 1), cancellationToken).ConfigureAwait(false);
        if (used.Total > 0)
            throw new SesException(SesErrorCode.InvalidState, $"{parsed} has {used.Total} sender address{(used.Total == 1 ? "" : "es")}: delete them first, then the domain");
        if (!await store.RemoveAsync(account, parsed, cancellationToken).ConfigureAwait(false))
            throw NotFound(parsed);
    }

    public async Task<int> ResealKeysAsync(CancellationToken cancellationToken = default) =>
        await new KeyResealing(store, protector, others).RunAsync(account, cancellationToken).ConfigureAwait(false);

    private static DomainName Parse(string name)
    {
        var parsed = CallerInput.Domain("name", name);
        return parsed.AddressLiteral is null
            ? parsed
            : throw new SesValidationException([new("name", SesErrorCode.Invalid, "an IP address in brackets has no DNS records to verify; a domain such as example.com is expected")]);
    }

    private static SesException NotFound(DomainName name) =>
        new(SesErrorCode.DomainNotFound, $"{name} is not a sender domain of this account: await client.Domains.CreateAsync(\"{name}\")");
}
