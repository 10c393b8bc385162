using Ses.Diagnostics.Internal;
using Ses.Ledger;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>Gives back what cannot go now, claims what is due, lets it through the gates, and hands it to the workers.</summary>
internal sealed class DeliveryPump : IDrainingPump, IDisposable
{
    private const int LanesAtOnce = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly IDeliveryQueue _queue;
    private readonly Nudge _nudge;
    private readonly TimeSpan _poll;
    private readonly NodeSession _session;
    private readonly DeliveryDesk _desk;
    private readonly DeliveryGates _gates;
    private readonly DeliveryWorkers _workers;
    private readonly DeliveryMetrics _metrics;
    private readonly DeliverySight _sight;
    private readonly int _capacity;
    private readonly LaneRooms _rooms = new();
    private bool _claimInDoubt;
    private long _transactionalCount = -1;
    private DateTimeOffset _lookedAt;
    private DateTimeOffset _bulkLookedAt;

    public DeliveryPump(SesServices services, NodeSession session, DeliveryDesk desk)
    {
        (_queue, _nudge, _poll) = (services.Storage.Queue, services.Nudge, services.Options.Engine.PollInterval);
        _session = session;
        _desk = desk;
        _gates = new(services, session);
        _workers = new(services, session, desk, _gates);
        _metrics = services.Metrics.Delivery;
        _sight = services.Sight;
        _sight.Open(session, desk, _workers, _gates.Conditions);
        // Enough in hand that the workers never wait for a claim, and little enough that a dying node leaves few deliveries uncertain.
        _capacity = services.Options.Delivery.MaxConcurrency * 8;
    }

    public string Name => "delivery";

    public Work WokenBy => Work.Mail;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        // Giving back and claiming stay in one pump, one behind the other: a repeated give-back must never free what was claimed again since.
        await ReleaseAsync(cancellationToken).ConfigureAwait(false);
        if (!_session.IsOpen || _desk.SettlesFail)
            return PumpResult.Idle();
        _workers.Resume();
        if (_claimInDoubt)
        {
            await StartAsync(await FindClaimedAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return PumpResult.Worked;
        }

        await _gates.Conditions.SynchronizeAsync(cancellationToken).ConfigureAwait(false);
        var refillAt = await _workers.RefillAsync(cancellationToken).ConfigureAwait(false);
        var free = _capacity - _desk.Count;
        // The part that is kept free takes what is transactional at any time.
        var isRoomForBulk = IsRoomForBulk(free);
        if (!isRoomForBulk && (free <= 0 || !MayHaveTransactional()))
            return PumpResult.Idle(free >= _capacity / 4 ? Earlier(_bulkLookedAt + Patience, refillAt) : refillAt);
        (_transactionalCount, _lookedAt) = (_nudge.Count(Work.TransactionalMail), _session.Now);
        _bulkLookedAt = isRoomForBulk ? _lookedAt : _bulkLookedAt;
        var due = await _queue.ListDueLanesAsync(_session.Now, LanesAtOnce, cancellationToken).ConfigureAwait(false);
        var lanes = isRoomForBulk ? due.Lanes : [.. due.Lanes.Where(lane => lane.Lane.Stream == MailStream.Transactional)];
        var claims = LanePlanner.Share(lanes, free, keptForTransactional: _capacity / 8, _rooms.MostOf);
        if (claims.Count == 0)
            return PumpResult.Idle(isRoomForBulk ? Earlier(due.NextDueAt, refillAt) : refillAt);
        var claimed = await ClaimAsync(claims, cancellationToken).ConfigureAwait(false);
        await StartAsync(claimed, cancellationToken).ConfigureAwait(false);
        return claimed.Count > 0 ? PumpResult.Worked : PumpResult.Idle(Earlier(due.NextDueAt, refillAt));
    }

    public void Dispose()
    {
        _sight.Close(_session);
        _workers.Dispose();
    }

    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        await _workers.DrainAsync(cancellationToken).ConfigureAwait(false);
        await ReleaseAsync(cancellationToken).ConfigureAwait(false);
    }

    // Somebody said so, or it is time to see what other nodes accepted.
    private bool MayHaveTransactional() => _nudge.Count(Work.TransactionalMail) != _transactionalCount || _session.Now >= _lookedAt + _poll;

    // A claim costs something for each of its lanes, so it waits a moment for room for many: no longer, since much in hand may wait for its pace.
    private bool IsRoomForBulk(int free) => free >= _capacity / 2 || (free >= _capacity / 4 && _session.Now >= _bulkLookedAt + Patience);

    private async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        var releases = _desk.TakeReleases();
        if (releases.Count > 0)
        {
            try
            {
                await _queue.ReleaseAsync(_session.Epoch, releases, cancellationToken).ConfigureAwait(false);
                _desk.Done(releases.Select(release => release.Delivery));
            }
            catch
            {
                _desk.PutBack(releases);
                throw;
            }
        }

        // Behind the give-back, which makes lanes due again. A deferral that is lost costs one more claim.
        if (_desk.TakeDeferrals() is { Count: > 0 } deferrals)
            await _queue.DeferLanesAsync([.. deferrals.GroupBy(lane => lane.Lane, (lane, all) => new LaneDeferral(lane, all.Min(one => one.Until)))], cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<MailDelivery>> ClaimAsync(IReadOnlyList<LaneClaim> claims, CancellationToken cancellationToken)
    {
        using var observed = _metrics.Claim();
        try
        {
            var claimed = await _queue.ClaimAsync(_session.Epoch, claims, _session.Now, cancellationToken).ConfigureAwait(false);
            _metrics.Claimed(claimed.Count);
            return claimed;
        }
        catch (Exception error)
        {
            observed?.Fail(error);
            _claimInDoubt = true;
            throw;
        }
    }

    // The answer to a claim was lost, but the store may have carried it out. What we own and did not have in hand before we asked came from that claim.
    private async ValueTask<IReadOnlyList<MailDelivery>> FindClaimedAsync(CancellationToken cancellationToken)
    {
        var inHand = _desk.Snapshot();
        var owned = await _queue.ListOwnedAsync(_session.Epoch, cancellationToken).ConfigureAwait(false);
        _claimInDoubt = false;
        return [.. owned.Where(delivery => !inHand.Contains(delivery.Id))];
    }

    private async ValueTask StartAsync(IReadOnlyList<MailDelivery> claimed, CancellationToken cancellationToken)
    {
        if (claimed.Count == 0)
            return;
        _desk.Take(claimed);
        var round = new AdmissionRound(claimed, _desk, _session);
        try
        {
            await _gates.AdmitAsync(round, _workers.CountOf, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            round.ReleaseUndecided();
            _rooms.Learn(claimed, round.Admitted);
            _workers.Start(round.Admitted);
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is not { } one ? right : right is not { } other || one < other ? left : right;
}
