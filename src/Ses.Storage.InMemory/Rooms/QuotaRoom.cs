using Ses.Primitives;
using Ses.Warmup;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class QuotaRoom(Tables tables) : IQuotaStore
{
    public ValueTask<int> TakeAsync(QuotaRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (!tables.Nodes.TryGetValue(request.Epoch, out var node) || !node.IsAlive(now))
                return new(0);
            var free = request.Limit - Usage(request.Account, request.SenderDomain, request.Day).Used;
            var granted = (int)Math.Clamp(free, 0, request.Want);
            var key = (request.Account, request.SenderDomain, request.Day, request.Epoch);
            var row = tables.Quotas.GetValueOrDefault(key) ?? new(0, 0);
            tables.Quotas[key] = row with { Granted = row.Granted + granted };
            return new(granted);
        }
    }

    public ValueTask<QuotaUsage> GetUsageAsync(AccountId account, DomainName senderDomain, DateOnly day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(Usage(account, senderDomain, day));
    }

    private QuotaUsage Usage(AccountId account, DomainName domain, DateOnly day)
    {
        long used = 0, attempted = 0;
        foreach (var (key, row) in tables.Quotas)
        {
            if (key.Account != account || key.Domain != domain || key.Day != day)
                continue;
            // A claim taken over may be charged to a day on which its node held nothing; then what was charged counts.
            used += tables.Nodes.TryGetValue(key.Epoch, out var node) && !node.IsGone ? Math.Max(row.Granted, row.Charged) : row.Charged;
            attempted += row.Charged;
        }

        return new(used, attempted);
    }
}
