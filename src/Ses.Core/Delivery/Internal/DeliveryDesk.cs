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
    /// <summary>How old the oldest outcome that is not on record may be when something more is begun: what is sent in that time may go out twice where the process dies.</summary>
    public static readonly TimeSpan LongestUnsettled = TimeSpan.FromMilliseconds(50);

    /// <summary>Outcomes of one settle.</summary>
    public const int Batch = 500;

    // A store pays for each transaction more than for each row: what is bulk waits a moment for company.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(25);

    private readonly Lock _lock = new();
    private readonly HashSet<DeliveryId> _inHand = [];
    private List<DeliveryOutcome> _outcomes = [];
    private List<ClaimRelease> _releases = [];
    private List<LaneDeferral> _deferrals = [];
    private DateTimeOffset? _settlingSince;
    private bool _isUrgent;
    private volatile bool _settlesFail;

    /// <summary>True while outcomes cannot be stored: then nothing more is claimed, since what is sent could not be put on record.</summary>
    public bool SettlesFail
    {
        get => _settlesFail;
        set => _settlesFail = value;
    }

    /// <summary>Called whenever a settle has ended, well or not.</summary>
    public Action? SettleEnded { get; set; }

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
        bool wakes;
        lock (_lock)
        {
            _outcomes.Add(outcome);
            var makesUrgent = !_isUrgent && outcome.Delivery.Axes.Stream == MailStream.Transactional;
            _isUrgent |= makesUrgent;
            wakes = makesUrgent || _outcomes.Count is 1 or Batch;
        }

        if (wakes)
            nudge.Wake(Work.Outcomes);
    }

    public void Release(MailDelivery delivery, DateTimeOffset dueAt)
    {
        lock (_lock)
            _releases.Add(new(delivery.Id, dueAt));
        nudge.Wake(Work.Mail);
    }

    /// <summary>A lane's pace allows no more until then.</summary>
    public void Defer(LaneDeferral lane)
    {
        lock (_lock)
            _deferrals.Add(lane);
    }

    /// <summary>True while the store is slower with outcomes than we with mail: nothing more is begun until it has caught up.</summary>
    public bool IsBehind(DateTimeOffset now)
    {
        lock (_lock)
            return (_settlingSince ?? (_outcomes.Count > 0 ? _outcomes[0].At : now)) + LongestUnsettled < now;
    }

    /// <summary>When the outcomes so far are to be stored: at once where somebody waits for one, or a batch is full; null where there are none.</summary>
    public DateTimeOffset? SettleAt
    {
        get
        {
            lock (_lock)
            {
                if (_outcomes.Count == 0)
                    return null;
                return _isUrgent || _outcomes.Count >= Batch ? _outcomes[0].At : _outcomes[0].At + Gathering;
            }
        }
    }

    /// <summary>The outcomes so far, at most <paramref name="max"/>; they stay in hand until <see cref="Done"/>, and unsettled until <see cref="EndSettle"/>.</summary>
    public IReadOnlyList<DeliveryOutcome> TakeOutcomes(int max)
    {
        lock (_lock)
        {
            if (_outcomes.Count > 0)
                _settlingSince = _outcomes[0].At;
            if (_outcomes.Count <= max)
            {
                var all = _outcomes;
                _outcomes = [];
                _isUrgent = false;
                return all;
            }

            var taken = _outcomes.GetRange(0, max);
            _outcomes.RemoveRange(0, max);
            return taken;
        }
    }

    /// <summary>What was taken last is on record, or put back.</summary>
    public void EndSettle()
    {
        lock (_lock)
            _settlingSince = null;
        SettleEnded?.Invoke();
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

        nudge.Wake(Work.Mail | Work.Facts);
    }
}
