using Microsoft.Extensions.Logging;
using Ses.Ledger;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>Makes attempts, as many at once as the options allow, each when its line's turn has come and its rates allow it.</summary>
internal sealed class DeliveryWorkers : IDisposable
{
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(5);

    private readonly SesServices _services;
    private readonly ILogger _logger;
    private readonly NodeSession _session;
    private readonly DeliveryDesk _desk;
    private readonly DeliveryAttempts _attempts;
    private readonly PaceBook _pace;
    private readonly ReadyLines _lines;
    private readonly ITimer _alarm;
    private readonly Lock _lock = new();
    private int _working;
    private bool _paused;
    private TaskCompletionSource? _drained;

    public DeliveryWorkers(SesServices services, NodeSession session, DeliveryDesk desk, DeliveryGates gates)
    {
        (_services, _session, _desk, _logger) = (services, session, desk, services.Loggers.CreateLogger("Ses.Delivery"));
        RightOfWay = new(services.Time);
        _attempts = new(services, session, desk, gates.Quota, gates.Conditions, RightOfWay, Suspend);
        _pace = new(services.Storage.Pace, session, services.Time, services.Metrics.Delivery);
        _lines = new(_pace, new(services.Options.Delivery, gates.Conditions), RightOfWay);
        _alarm = services.Time.CreateTimer(_ => Begin(1), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        desk.SettleEnded = Resume;
        RightOfWay.Freed += () => Begin(1);
    }

    /// <summary>What transactional mail has over bulk mail.</summary>
    public RightOfWay RightOfWay { get; }

    /// <summary>How many of a line wait for their turn.</summary>
    public int CountOf(LineKey line)
    {
        lock (_lock)
            return _lines.CountOf(line);
    }

    /// <summary>Where a delivery waits for its turn; null where it does not.</summary>
    public ReadyPlace? Find(Primitives.DeliveryId delivery)
    {
        lock (_lock)
            return _lines.Find(delivery);
    }

    public void Start(IReadOnlyList<(AdmittedDelivery Delivery, ProviderProfile Provider)> admitted)
    {
        lock (_lock)
        {
            foreach (var (delivery, provider) in admitted)
                _lines.Enqueue(delivery, provider);
        }

        foreach (var (delivery, _) in admitted.Where(one => one.Delivery.Delivery.Axes.Stream == MailStream.Transactional))
            RightOfWay.Arrive(delivery.Delivery.Message);
        Begin(admitted.Count);
    }

    /// <summary>Asks the store for time in which to send what waits; when to do so again, or null.</summary>
    public async ValueTask<DateTimeOffset?> RefillAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<PaceRate, int> demand;
        lock (_lock)
            demand = _lines.Demand();
        if (demand.Count == 0)
            return null;
        var again = await _pace.RefillAsync(demand, cancellationToken).ConfigureAwait(false);
        lock (_lock)
            _lines.WakeAll();
        Begin(demand.Values.Max());
        return again;
    }

    /// <summary>Goes on where nothing was begun since outcomes could not be stored, or not as quickly as they came.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            if (!_paused || !_session.IsOpen)
                return;
            _paused = false;
        }

        Begin(1);
    }

    /// <summary>Gives back what was not begun, and waits for the rest; what is still under way when patience ends is lost with the session.</summary>
    public async ValueTask DrainAsync(CancellationToken patience)
    {
        IReadOnlyList<AdmittedDelivery> waiting;
        Task drained;
        lock (_lock)
        {
            waiting = _lines.Clear(static _ => true);
            drained = _working == 0 ? Task.CompletedTask : (_drained = new()).Task;
        }

        foreach (var delivery in waiting)
            _attempts.GiveBack(delivery, _session.Now);
        using var impatient = patience.UnsafeRegister(static workers => ((DeliveryWorkers)workers!)._drained?.TrySetCanceled(), this);
        await drained.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _alarm.Dispose();
        _pace.Dispose();
        RightOfWay.Dispose();
    }

    // Starts at most so many workers more; a worker ends when nothing may begin.
    private void Begin(int wanted)
    {
        lock (_lock)
        {
            wanted = Math.Min(_services.Options.Delivery.MaxConcurrency - _working, wanted);
            _working += Math.Max(0, wanted);
        }

        for (var i = 0; i < wanted; i++)
            _services.Scheduler.Post(async void () => await WorkAsync().ConfigureAwait(false));
    }

    private void BeginOne()
    {
        _working++;
        _services.Scheduler.Post(async void () => await WorkAsync().ConfigureAwait(false));
    }

    private async Task WorkAsync()
    {
        while (Next() is { } next)
        {
            if (next.Delivery.Axes.Stream == MailStream.Transactional)
                RightOfWay.End(next.Delivery.Message);
            try
            {
                await _attempts.MakeAsync(next).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_session.Lost.IsCancellationRequested)
            {
                // The session is gone, and what it had in hand with it: whoever takes it over finds it uncertain.
            }
            catch (SesException error) when (!error.IsTransient)
            {
                _attempts.Park(next, error);
            }
#pragma warning disable CA1031 // The store's fault or ours, not the mail's: it comes again a little later.
            catch (Exception error)
#pragma warning restore CA1031
            {
                _logger.AttemptFailed(error, next.Delivery.Id);
                _attempts.GiveBack(next, _session.Now + StorePause);
            }

            lock (_lock)
                _lines.Done(next);
        }
    }

    private AdmittedDelivery? Next()
    {
        lock (_lock)
        {
            var now = _session.Now;
            // What is sent while the store is away may never be put on record, and then goes out twice.
            _paused |= _desk.SettlesFail || _desk.IsBehind(now);
            if (!_paused && _lines.TryTake(now, out var next))
            {
                // Others may be due at the same time: each worker that finds work calls the next one.
                if (_lines.MayHaveMore && _working < _services.Options.Delivery.MaxConcurrency)
                    BeginOne();
                return next;
            }

            _working--;
            if (_working == 0)
                _drained?.TrySetResult();
            if (!_paused && _lines.NextAt is { } at && !_session.Lost.IsCancellationRequested)
                _alarm.Change(at > now ? at - now : TimeSpan.FromTicks(1), Timeout.InfiniteTimeSpan);
            return null;
        }
    }

    // What waits for a site or source that is suspended now goes back until it is not.
    private void Suspend(SiteCondition suspension)
    {
        IReadOnlyList<AdmittedDelivery> waiting;
        lock (_lock)
            waiting = _lines.Clear(line => line.Source == suspension.Source && (suspension.Site.Length == 0 || line.Site == suspension.Site));
        foreach (var delivery in waiting)
            _attempts.GiveBack(delivery, suspension.Until);
    }
}
