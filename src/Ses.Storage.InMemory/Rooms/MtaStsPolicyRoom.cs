using Ses.Delivery;
using Ses.Primitives;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class MtaStsPolicyRoom(Tables tables) : IMtaStsPolicyStore
{
    public ValueTask<StoredMtaStsPolicy?> FindAsync(DomainName domain, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.MtaStsPolicies.GetValueOrDefault(domain));
    }

    public ValueTask PutAsync(StoredMtaStsPolicy policy, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (!tables.MtaStsPolicies.TryGetValue(policy.Domain, out var before) || before.FetchedAt <= policy.FetchedAt)
                tables.MtaStsPolicies[policy.Domain] = policy;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<StoredMtaStsPolicy>> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new((IReadOnlyList<StoredMtaStsPolicy>)[.. tables.MtaStsPolicies.Values.Where(policy => policy.RefreshAt <= now).OrderBy(policy => policy.RefreshAt).Take(max)]);
    }
}
