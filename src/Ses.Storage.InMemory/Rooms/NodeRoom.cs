using Ses.Ledger;
using Ses.Primitives;
using Ses.Scheduling;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class NodeRoom(Tables tables) : INodeLeases
{
    public ValueTask<NodeEpoch> ReserveEpochAsync(CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(new NodeEpoch(++tables.LastEpoch));
    }

    public ValueTask<NodeLease> JoinAsync(string nodeName, TimeSpan timeToLive, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var epoch = new NodeEpoch(++tables.LastEpoch);
            tables.Nodes[epoch] = new(nodeName, now + timeToLive, IsGone: false);
            return new(new NodeLease(epoch, now + timeToLive, now));
        }
    }

    public ValueTask<NodeLease?> RenewAsync(NodeEpoch epoch, TimeSpan timeToLive, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (!tables.Nodes.TryGetValue(epoch, out var node) || !node.IsAlive(now))
                return new((NodeLease?)null);
            tables.Nodes[epoch] = node with { ExpiresAt = now + timeToLive };
            return new(new NodeLease(epoch, now + timeToLive, now));
        }
    }

    public ValueTask LeaveAsync(NodeEpoch epoch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (tables.Nodes.TryGetValue(epoch, out var node))
                tables.Nodes[epoch] = node with { ExpiresAt = node.ExpiresAt < now ? node.ExpiresAt : now, IsGone = tables.Deliveries.OwnedBy(epoch).Count == 0 };
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<int> TakeOverAsync(int max, SettlementRules rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var freed = 0;
            foreach (var (epoch, node) in tables.Nodes.Where(pair => !pair.Value.IsGone && !pair.Value.IsAlive(now)).ToList())
            {
                var claimed = tables.Deliveries.OwnedBy(epoch).Take(max - freed).Select(id => tables.Deliveries.Find(id)!).ToList();
                ChangeWriter.Write(tables, Settlement.TakeOver(epoch, claimed, EscrowOf(epoch), rules, now), now);
                freed += claimed.Count;
                if (tables.Deliveries.OwnedBy(epoch).Count == 0)
                    tables.Nodes[epoch] = node with { IsGone = true };
                if (freed == max)
                    break;
            }

            return new(freed);
        }
    }

    public ValueTask<IReadOnlyList<NodeSighting>> ListAsync(CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new((IReadOnlyList<NodeSighting>)[.. tables.Nodes.Where(pair => !pair.Value.IsGone).OrderBy(pair => pair.Key.Value).Select(pair => new NodeSighting(pair.Key, pair.Value.Name, pair.Value.ExpiresAt))]);
    }

    private List<QuotaEscrow> EscrowOf(NodeEpoch epoch) =>
    [
        .. from pair in tables.Quotas
           where pair.Key.Epoch == epoch && pair.Value.Granted > pair.Value.Charged
           select new QuotaEscrow(pair.Key.Account, pair.Key.Domain, pair.Key.Day, pair.Value.Granted - pair.Value.Charged),
    ];
}
