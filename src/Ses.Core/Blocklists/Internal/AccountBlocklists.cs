using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Blocklists.Internal;

/// <summary>The blocklists as one account sees them.</summary>
internal sealed class AccountBlocklists(AccountId account, IBlocklistStore store, TimeProvider time) : IBlocklists
{
    public async Task<BlockEntry?> FindAsync(string address, string? senderDomain = null, CancellationToken cancellationToken = default)
    {
        var hash = AddressHash.Of(CallerInput.Address("address", address));
        var domain = senderDomain is null ? null : CallerInput.Domain("senderDomain", senderDomain);
        var found = await store.CheckAsync(account, domain, [hash], time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return found.GetValueOrDefault(hash) is not { } entry ? null
            : entry.Account == account ? entry
            // Whose mail caused it, and what the server said to them, is nobody else's business.
            : entry with { Account = account, Remark = null };
    }

    public async Task<int> BlockAsync(
        IReadOnlyList<string> addresses, DateTimeOffset? expiresAt = null, string? remark = null, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var entries = Read(addresses).Select(address => new BlockEntry(account, address, BlockReason.Custom, null, now, expiresAt, remark)).ToList();
        return await store.PutAsync(entries, cancellationToken).ConfigureAwait(false);
    }

    public async Task<int> RemoveAsync(IReadOnlyList<string> addresses, BlockReason reason, CancellationToken cancellationToken = default) =>
        await store.RemoveAsync(account, reason, [.. Read(addresses).Select(AddressHash.Of)], cancellationToken).ConfigureAwait(false);

    public async Task<Page<BlockEntry>> ListAsync(BlockReason reason, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        await store.ListAsync(account, reason, page ?? PageRequest.First, cancellationToken).ConfigureAwait(false);

    private static List<EmailAddress> Read(IReadOnlyList<string> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var (read, errors) = (new List<EmailAddress>(addresses.Count), new List<SesError>());
        for (var i = 0; i < addresses.Count; i++)
        {
            if (EmailAddress.TryParse(addresses[i], out var address, out var why))
                read.Add(address);
            else
                errors.Add(new($"addresses[{i}]", SesErrorCode.Invalid, $"not an email address: {why}"));
        }

        return errors.Count == 0 ? read : throw new SesValidationException(errors);
    }
}
