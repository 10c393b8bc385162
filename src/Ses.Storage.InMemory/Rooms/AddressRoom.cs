using Ses.Addresses;
using Ses.Primitives;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class AddressRoom(Tables tables) : IAddressStore
{
    public ValueTask<AddAddressResult> AddAsync(SenderAddress address, int maxPerDomain, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (tables.Addresses.ContainsKey(Key(address.Account, address.Address)))
                return new(AddAddressResult.Exists);
            if (tables.Addresses.Values.Count(other => other.Account == address.Account && other.Address.Domain == address.Address.Domain) >= maxPerDomain)
                return new(AddAddressResult.Full);
            tables.Addresses.Add(Key(address.Account, address.Address), address);
            return new(AddAddressResult.Added);
        }
    }

    public ValueTask<SenderAddress?> FindAsync(AccountId account, EmailAddress address, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Addresses.GetValueOrDefault(Key(account, address)));
    }

    public ValueTask<Page<SenderAddress>> ListAsync(AccountId account, DomainName? domain, PageRequest page, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var rows = tables.Addresses.Values
                .Where(address => address.Account == account && (domain is null || address.Address.Domain == domain))
                .OrderBy(SortKey, StringComparer.Ordinal);
            return new(Paging.Page(rows, SortKey, page));
        }
    }

    public ValueTask<bool> UpdateAsync(SenderAddress address, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (!tables.Addresses.TryGetValue(Key(address.Account, address.Address), out var stored))
                return new(false);
            tables.Addresses[Key(address.Account, address.Address)] = stored with { DisplayName = address.DisplayName };
            return new(true);
        }
    }

    public ValueTask<bool> RemoveAsync(AccountId account, EmailAddress address, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Addresses.Remove(Key(account, address)));
    }

    private static (AccountId Account, string Domain, string Address) Key(AccountId account, EmailAddress address) =>
        (account, address.Domain.Value, address.NormalForm);

    private static string SortKey(SenderAddress address) => $"{address.Address.Domain.Value}/{address.Address.NormalForm}";
}
