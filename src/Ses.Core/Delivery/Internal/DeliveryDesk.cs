using Ses.Diagnostics.Internal;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>
/// What a node has in hand: deliveries it claimed, outcomes to be settled, deliveries to be given back. Claimed work leaves the desk only when the store
/// has said so.
/// </summary>
internal sealed class DeliveryDesk(Nudge nudge, DeliveryMetrics metrics)
{
    private readonly Lock _lock = new();
    private readonly HashSet<DeliveryId> _inHand = [];
    private List<DeliveryOutcome> _outcomes = [];
    private List<ClaimRelease> _releases = [];
    private List<LaneDeferral> _deferrals = [];
    private volatile bool _settlesFail;

    /// <summary>True while outcomes cannot be stored: then nothing more is claimed, since what is sent could not be put on record.</summary>
    public bool SettlesFail
    {
        get => _settlesFail;
        set => _settlesFail = value;
    }

    /// <summary>Deliveries in hand.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _inHand.Count;
        }
    }

    public HashSet<DeliveryId> Snapshot()
    {
        lock (_lock)
            return [.. _inHand];
    }

    /// <summary>How far a delivery has come here.</summary>
    public HandState Find(DeliveryId delivery)
    {
        lock (_lock)
        {
            return !_inHand.Contains(delivery) ? HandState.None
                : _outcomes.Exists(outcome => outcome.Delivery.Id == delivery) ? HandState.Settles
                : _releases.Exists(release => release.Delivery == delivery) ? HandState.GoesBack
                : HandState.InHand;
        }
    }

    public void Take(IReadOnlyList<MailDelivery> claimed)
    {
        lock (_lock)
        {
            foreach (var delivery in claimed)
                _inHand.Add(delivery.Id);
        }
    }

    /// <param name="outcome">What became of a delivery.</param>
    /// <param name="provider">Whose answer it follows from; null where no server was asked.</param>
    public void Settle(DeliveryOutcome outcome, string? provider = null)
    {
        metrics.Decided(outcome, provider);
        bool first;
        lock (_lock)
        {
            _outcomes.Add(outcome);
            first = _outcomes.Count == 1;
        }

        if (first)
            nudge.Wake();
    }

    public void Release(MailDelivery delivery, DateTimeOffset dueAt)
    {
        lock (_lock)
            _releases.Add(new(delivery.Id, dueAt));
        nudge.Wake();
    }

    /// <summary>A lane's pace allows no more until then.</summary>
    public void Defer(LaneDeferral lane)
    {
        lock (_lock)
            _deferrals.Add(lane);
    }

    /// <summary>The outcomes so far, at most <paramref name="max"/>; they stay in hand until <see cref="Done"/>.</summary>
    public IReadOnlyList<DeliveryOutcome> TakeOutcomes(int max)
    {
        lock (_lock)
        {
            if (_outcomes.Count <= max)
            {
                var all = _outcomes;
                _outcomes = [];
                return all;
            }

            var taken = _outcomes.GetRange(0, max);
            _outcomes.RemoveRange(0, max);
            return taken;
        }
    }

    public void PutBack(IReadOnlyList<DeliveryOutcome> outcomes)
    {
        lock (_lock)
            _outcomes.InsertRange(0, outcomes);
    }

    public IReadOnlyList<LaneDeferral> TakeDeferrals()
    {
        lock (_lock)
        {
            var taken = _deferrals;
            _deferrals = [];
            return taken;
        }
    }

    public IReadOnlyList<ClaimRelease> TakeReleases()
    {
        lock (_lock)
        {
            var taken = _releases;
            _releases = [];
            return taken;
        }
    }

    public void PutBack(IReadOnlyList<ClaimRelease> releases)
    {
        lock (_lock)
            _releases.InsertRange(0, releases);
    }

    /// <summary>The store has said so: these are out of hand.</summary>
    public void Done(IEnumerable<DeliveryId> deliveries)
    {
        lock (_lock)
        {
            foreach (var delivery in deliveries)
                _inHand.Remove(delivery);
        }

        nudge.Wake();
    }
}
