using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class QueueRoom(Tables tables) : IDeliveryQueue
{
    public ValueTask<DueLanes> ListDueLanesAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var lanes = new List<DueLane>();
            DateTimeOffset? next = null;
            foreach (var (dueAt, lane) in tables.Deliveries.LanesByDueTime)
            {
                if (dueAt > now)
                {
                    next = dueAt;
                    break;
                }

                lanes.Add(new(lane, dueAt));
            }

            return new(new DueLanes([.. lanes.OrderBy(lane => lane.Lane.Stream).Take(max)], next));
        }
    }

    public ValueTask<IReadOnlyList<MailDelivery>> ClaimAsync(
        NodeEpoch epoch, IReadOnlyList<LaneClaim> lanes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (!tables.Nodes.TryGetValue(epoch, out var node) || !node.IsAlive(now))
                return new((IReadOnlyList<MailDelivery>)[]);
            var claimed = new List<MailDelivery>();
            foreach (var claim in lanes)
            {
                foreach (var id in tables.Deliveries.DueIn(claim.Lane, now).Take(claim.Limit).ToList())
                {
                    var row = tables.Deliveries.Find(id)! with { Owner = epoch };
                    tables.Deliveries.Put(row);
                    claimed.Add(row);
                }
            }

            return new(claimed);
        }
    }

    public ValueTask DeferLanesAsync(IReadOnlyList<LaneDeferral> lanes, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            foreach (var deferral in lanes)
                tables.Deliveries.Defer(deferral.Lane, deferral.Until);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<MailDelivery>> ListOwnedAsync(NodeEpoch epoch, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new((IReadOnlyList<MailDelivery>)[.. tables.Deliveries.OwnedBy(epoch).Select(id => tables.Deliveries.Find(id)!)]);
    }

    public ValueTask ReleaseAsync(NodeEpoch epoch, IReadOnlyList<ClaimRelease> releases, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            foreach (var release in releases)
            {
                if (tables.Deliveries.Find(release.Delivery) is { } row && row.Owner == epoch)
                    tables.Deliveries.Put(row with { Owner = NodeEpoch.None, DueAt = release.DueAt });
            }
        }

        return ValueTask.CompletedTask;
    }
}
