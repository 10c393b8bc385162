using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Delivery;

/// <summary>The queue as the delivery pump sees it: which lanes have work, and claims over lanes. Settling is the ledger's.</summary>
public interface IDeliveryQueue
{
    /// <summary>
    /// At most <paramref name="max"/> lanes that have a free, queued delivery due at <paramref name="now"/> or before: transactional lanes first, then the
    /// longest waiting; and when the next one falls due.
    /// </summary>
    ValueTask<DueLanes> ListDueLanesAsync(DateTimeOffset now, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Makes due deliveries the node's own: of each lane those that are due first, of one moment in the order of ids, at most the lane's limit. Nothing else of
    /// a row changes. A dead or unknown epoch claims nothing.
    /// </summary>
    ValueTask<IReadOnlyList<MailDelivery>> ClaimAsync(
        NodeEpoch epoch, IReadOnlyList<LaneClaim> lanes, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>All deliveries that the node owns, in the order of ids: how it finds those of a claim whose answer was lost.</summary>
    ValueTask<IReadOnlyList<MailDelivery>> ListOwnedAsync(NodeEpoch epoch, CancellationToken cancellationToken);

    /// <summary>Gives claimed deliveries back that were not attempted. Those no longer owned by <paramref name="epoch"/> are left as they are.</summary>
    ValueTask ReleaseAsync(NodeEpoch epoch, IReadOnlyList<ClaimRelease> releases, CancellationToken cancellationToken);

    /// <summary>Leaves lanes out of <see cref="ListDueLanesAsync"/> until a time, since their pace allows no more now. Something new in a lane may end that sooner.</summary>
    ValueTask DeferLanesAsync(IReadOnlyList<LaneDeferral> lanes, CancellationToken cancellationToken);
}

/// <summary>Which lanes have work.</summary>
/// <param name="Lanes">Lanes with a delivery that is due, with the due time of the first.</param>
/// <param name="NextDueAt">
/// Where no lane is due: when the next free delivery falls due; null for none. Where lanes are due, a hint: null, or the due time of a free delivery that is
/// not due yet, so that no store must look behind the lanes it found.
/// </param>
public sealed record DueLanes(IReadOnlyList<DueLane> Lanes, DateTimeOffset? NextDueAt);

/// <summary>A lane with work.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="DueAt">Since when its first delivery is due. A store may say up to a second too early, so that it need not write this down with each claim.</param>
public readonly record struct DueLane(LaneKey Lane, DateTimeOffset DueAt);

/// <summary>A wish to claim.</summary>
/// <param name="Lane">From which lane.</param>
/// <param name="Limit">At most so many.</param>
public readonly record struct LaneClaim(LaneKey Lane, int Limit);

/// <summary>A lane that is left alone for a while.</summary>
/// <param name="Lane">Which.</param>
/// <param name="Until">Until when.</param>
public readonly record struct LaneDeferral(LaneKey Lane, DateTimeOffset Until);

/// <summary>A delivery given back.</summary>
/// <param name="Delivery">Which.</param>
/// <param name="DueAt">Not to be claimed before.</param>
public readonly record struct ClaimRelease(DeliveryId Delivery, DateTimeOffset DueAt);
