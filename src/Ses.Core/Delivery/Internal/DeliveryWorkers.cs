using Ses.Ledger;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>Makes attempts, as many at once as the options allow; transactional mail goes before marketing mail.</summary>
internal sealed class DeliveryWorkers(SesServices services, NodeSession session, DeliveryDesk desk, QuotaGate quota)
{
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<AdmittedDelivery> _transactional = [];
    private readonly Queue<AdmittedDelivery> _marketing = [];
    private int _working;
    private TaskCompletionSource? _drained;

    public void Start(IReadOnlyList<AdmittedDelivery> admitted)
    {
        int wanted;
        lock (_lock)
        {
            foreach (var delivery in admitted)
                (delivery.Delivery.Axes.Stream == MailStream.Transactional ? _transactional : _marketing).Enqueue(delivery);
            wanted = Math.Min(services.Options.Delivery.MaxConcurrency - _working, admitted.Count);
            _working += wanted;
        }

        for (var i = 0; i < wanted; i++)
            services.Scheduler.Post(async void () => await WorkAsync().ConfigureAwait(false));
    }

    /// <summary>Gives back what was not begun, and waits for the rest; what is still under way when patience ends is lost with the session.</summary>
    public async ValueTask DrainAsync(CancellationToken patience)
    {
        List<AdmittedDelivery> waiting;
        Task drained;
        lock (_lock)
        {
            waiting = [.. _transactional, .. _marketing];
            _transactional.Clear();
            _marketing.Clear();
            drained = _working == 0 ? Task.CompletedTask : (_drained = new()).Task;
        }

        foreach (var delivery in waiting)
            GiveBack(delivery, session.Now);
        using var impatient = patience.UnsafeRegister(static workers => ((DeliveryWorkers)workers!)._drained?.TrySetCanceled(), this);
        await drained.ConfigureAwait(false);
    }

    private async Task WorkAsync()
    {
        while (Next() is { } next)
        {
            try
            {
                await AttemptAsync(next).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (session.Lost.IsCancellationRequested)
            {
                // The session is gone, and what it had in hand with it: whoever takes it over finds it uncertain.
            }
            catch (SesException error) when (!error.IsTransient)
            {
                Settle(next, new DeliveryDecision.Parked(), new(session.Now, TimeSpan.Zero, null, null, new(0, null, Bounded(error.Message))), null);
            }
#pragma warning disable CA1031 // The store's fault or ours, not the mail's: it comes again a little later.
            catch (Exception)
#pragma warning restore CA1031
            {
                GiveBack(next, session.Now + StorePause);
            }
        }
    }

    private AdmittedDelivery? Next()
    {
        lock (_lock)
        {
            if (_transactional.TryDequeue(out var next) || _marketing.TryDequeue(out next))
                return next;
            _working--;
            if (_working == 0)
                _drained?.TrySetResult();
            return null;
        }
    }

    private async Task AttemptAsync(AdmittedDelivery next)
    {
        var delivery = next.Delivery;
        if (next.Slot is { } slot && slot > session.Now)
            await Pause.ForAsync(slot - session.Now, services.Time, session.Lost).ConfigureAwait(false);
        var startedAt = session.Now;
        if (PaceGate.IsMissed(next.Slot, startedAt) || !IsPaidFor(next, startedAt))
        {
            GiveBack(next, startedAt);
            return;
        }

        var started = services.Time.GetTimestamp();
        var reply = await SendAsync(await RequestAsync(next).ConfigureAwait(false)).ConfigureAwait(false);
        var report = new AttemptReport(startedAt, services.Time.GetElapsedTime(started), reply.RemoteHost, reply.SourceAddress, reply.Fact);
        if (DeliveryDecider.Decide(delivery, reply, session.Now, services.Options.Delivery, services.Dice.Share()) is { } decision)
            Settle(next, decision, report, next.ChargedDay);
        else
            GiveBack(next, session.Now);
    }

    private async ValueTask<TransportReply> SendAsync(TransportRequest request)
    {
        try
        {
            return await services.Transport!.SendAsync(request, session.Lost).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A transport that throws has broken its word: nobody knows what the server has.
        catch (Exception error) when (error is not (SesException or OperationCanceledException))
#pragma warning restore CA1031
        {
            return new TransportReply.Uncertain($"the transport failed: {error.GetType().Name}: {Bounded(error.Message)}");
        }
    }

    private async ValueTask<TransportRequest> RequestAsync(AdmittedDelivery next) => new()
    {
        MailFrom = await services.ReturnPaths.ForAsync(next.Prepared.Message, next.Delivery, session.Lost).ConfigureAwait(false),
        Recipient = next.Delivery.Recipient,
        Body = next.Prepared.Body.BodyFor(next.Delivery),
        Route = next.Route,
        Fence = session,
    };

    // A first attempt is charged to the day on which it is made; one that waited past midnight must pay again.
    private bool IsPaidFor(AdmittedDelivery next, DateTimeOffset now) =>
        next.ChargedDay is not { } day || day == Warmup.WarmupPolicy.DayOf(now, services.Options.Warmup);

    private void GiveBack(AdmittedDelivery next, DateTimeOffset dueAt)
    {
        quota.Return(next.Delivery, next.ChargedDay);
        desk.Release(next.Delivery, dueAt);
    }

    private void Settle(AdmittedDelivery next, DeliveryDecision decision, AttemptReport? report, DateOnly? chargedDay) =>
        desk.Settle(new(next.Delivery, decision, report, chargedDay, session.Now));

    private static string Bounded(string text) => text.Length <= 1_000 ? text : text[..1_000];
}
