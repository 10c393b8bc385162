using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Scheduling;

/// <summary>
/// Who lives. A lease is the node's, not the row's: one row is renewed every few seconds, claims carry the node's epoch, and a dead epoch's claims are
/// taken over in slices. An epoch is given out once and never again.
/// </summary>
public interface INodeLeases
{
    /// <summary>Gives out an epoch that only makes ids unique: no lease, no claims.</summary>
    ValueTask<NodeEpoch> ReserveEpochAsync(CancellationToken cancellationToken);

    /// <summary>A new node comes to life, with an epoch of its own.</summary>
    ValueTask<NodeLease> JoinAsync(string nodeName, TimeSpan timeToLive, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Lives on, until <paramref name="now"/> + <paramref name="timeToLive"/>. A lease that has run out is lost: null, and nothing changes.</summary>
    ValueTask<NodeLease?> RenewAsync(NodeEpoch epoch, TimeSpan timeToLive, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Dies in peace: its claims, if any are left, may be taken over at once; without any, it is gone and its unused quota is free.</summary>
    ValueTask LeaveAsync(NodeEpoch epoch, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Frees at most <paramref name="max"/> deliveries of nodes whose lease has run out (a lease lives while <paramref name="now"/> is before its end), in the
    /// order of epochs and ids, through <see cref="Settlement.TakeOver"/>. A dead node that owns nothing any more is gone (<see cref="Warmup.IQuotaStore"/>).
    /// </summary>
    /// <returns>How many were freed; fewer than <paramref name="max"/> means that none is left.</returns>
    ValueTask<int> TakeOverAsync(int max, SettlementRules rules, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The nodes that are not gone, in the order of epochs: those that live, and dead ones whose claims are not all taken over.</summary>
    ValueTask<IReadOnlyList<NodeSighting>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>A node as the store knows it.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Name">Its name.</param>
/// <param name="ExpiresAt">When its lease ends or ended.</param>
public sealed record NodeSighting(NodeEpoch Epoch, string Name, DateTimeOffset ExpiresAt);

/// <summary>A node's lease.</summary>
/// <param name="Epoch">The node's epoch.</param>
/// <param name="ExpiresAt">By the store's clock.</param>
/// <param name="StoreTime">The store's clock when it answered; a store without one repeats the <c>now</c> it was given.</param>
public sealed record NodeLease(NodeEpoch Epoch, DateTimeOffset ExpiresAt, DateTimeOffset StoreTime);
