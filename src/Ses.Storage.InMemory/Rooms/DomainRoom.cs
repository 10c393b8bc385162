using Ses.Domains;
using Ses.Primitives;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class DomainRoom(Tables tables) : IDomainStore
{
    public ValueTask<bool> AddAsync(SenderDomain domain, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Domains.TryAdd((domain.Account, domain.Name), domain));
    }

    public ValueTask<SenderDomain?> FindAsync(AccountId account, DomainName name, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Domains.GetValueOrDefault((account, name)));
    }

    public ValueTask<Page<SenderDomain>> ListAsync(AccountId account, string? search, PageRequest page, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var rows = tables.Domains.Values.Where(domain => domain.Account == account && (search is null || domain.Name.Value.Contains(search, StringComparison.Ordinal)));
            return new(Paging.Page(rows, domain => domain.Name.Value, page));
        }
    }

    public ValueTask<bool> UpdateAsync(SenderDomain domain, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (!tables.Domains.TryGetValue((domain.Account, domain.Name), out var stored) || stored.Version != domain.Version)
                return new(false);
            tables.Domains[(domain.Account, domain.Name)] = domain with { Version = domain.Version + 1 };
            return new(true);
        }
    }

    public ValueTask<bool> RemoveAsync(AccountId account, DomainName name, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Domains.Remove((account, name)));
    }

    public ValueTask<DueDomains> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var planned = tables.Domains.Values.Where(domain => domain.NextCheckAt is not null).OrderBy(domain => domain.NextCheckAt).ToList();
            var due = planned.TakeWhile(domain => domain.NextCheckAt <= now).Take(max).ToList();
            return new(new DueDomains(due, planned.FirstOrDefault(domain => domain.NextCheckAt > now)?.NextCheckAt));
        }
    }
}
