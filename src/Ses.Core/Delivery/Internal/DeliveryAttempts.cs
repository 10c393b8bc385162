using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Ses.Ledger;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>Makes one attempt: asks the transport, learns from the answer, and puts what becomes of the delivery on the desk.</summary>
internal sealed class DeliveryAttempts(
    SesServices services, NodeSession session, DeliveryDesk desk, QuotaGate quota, SiteConditions conditions, RightOfWay way, Action<SiteCondition> suspend)
{
    private readonly ILogger _logger = services.Loggers.CreateLogger("Ses.Delivery");
    private readonly ComposingTurns _turns = new(services.Scheduler, way, Environment.ProcessorCount);

    private DeliveryOptions Options => services.Options.Delivery;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask MakeAsync(AdmittedDelivery next)
    {
        var startedAt = session.Now;
        if (next.Delivery.ExpiresAt <= startedAt || !IsPaidFor(next, startedAt))
        {
            GiveBack(next, startedAt);
            return;
        }

        using var observed = services.Metrics.Delivery.Attempt(next.Prepared.Message, next.Delivery, next.Route.Provider);
        var started = services.Time.GetTimestamp();
        var reply = await SendAsync(await RequestAsync(next).ConfigureAwait(false)).ConfigureAwait(false);
        var report = new AttemptReport(startedAt, services.Time.GetElapsedTime(started), reply.RemoteHost, reply.SourceAddress, reply.Fact) { Tls = reply.Tls, Transcript = TranscriptOf(reply) is { } dialogue ? KeptTranscript.Of(dialogue, next.Route) : null };
        var made = Decide(next, reply, Learn(next.Route, reply));
        observed?.Ended(made, reply.Fact);
        if (made is { } decision)
            desk.Settle(new(next.Delivery, decision, report, next.ChargedDay, session.Now), next.Route.Provider);
        else
            GiveBack(next, session.Now);
    }

    /// <summary>It cannot be composed: kept aside with its error.</summary>
    public void Park(AdmittedDelivery next, SesException error) =>
        desk.Settle(new(next.Delivery, new DeliveryDecision.Parked(), new(session.Now, TimeSpan.Zero, null, null, new(0, null, Bounded(error.Message))), null, session.Now));

    /// <summary>No attempt was made: its quota goes back, and it comes again.</summary>
    public void GiveBack(AdmittedDelivery next, DateTimeOffset dueAt)
    {
        quota.Return(next.Delivery, next.ChargedDay);
        desk.Release(next.Delivery, dueAt < next.Delivery.ExpiresAt ? dueAt : next.Delivery.ExpiresAt);
    }

    private DeliveryDecision? Decide(AdmittedDelivery next, TransportReply reply, bool isAboutPace) =>
        DeliveryDecider.Decide(next.Delivery, reply, session.Now, Options, services.Dice.Share(), isAboutPace);

    private bool Learn(Route route, TransportReply reply)
    {
        if (reply is TransportReply.SourceUnavailable && route.Source is { } source)
        {
            if (services.LostSources.Lose(source))
                _logger.SourceLost(source, services.Options.Engine.NodeName);
            suspend(new(route.SourceName, "", ShapingAction.SuspendSource, "not on this host", session.Now));
            return false;
        }

        var version = conditions.Version;
        var isAboutPace = conditions.Learn(route, reply);
        if (conditions.Version != version && conditions.Suspension(route.SourceName, route.Site) is { } suspension)
        {
            _logger.SiteSuspended(suspension.Site.Length == 0 ? "everyone" : suspension.Site, suspension.Source, suspension.Until, suspension.Reason);
            suspend(suspension);
        }

        return isAboutPace;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
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
        Body = next.Delivery.Axes.Stream == MailStream.Transactional ? next.Prepared.Body.BodyFor(next.Delivery) : _turns.Of(next.Prepared.Body.BodyFor(next.Delivery)),
        Route = next.Route,
        Stream = next.Delivery.Axes.Stream,
        Transcripts = Options.KeepTranscripts,
        Fence = session,
    };

    // A first attempt is charged to the day on which it is made; one that waited past midnight must pay again.
    private bool IsPaidFor(AdmittedDelivery next, DateTimeOffset now) =>
        next.ChargedDay is not { } day || day == Warmup.WarmupPolicy.DayOf(now, services.Options.Warmup);

    private string? TranscriptOf(TransportReply reply) => Options.KeepTranscripts switch
    {
        TranscriptKeeping.All => reply.Transcript,
        TranscriptKeeping.NotDelivered when reply is not TransportReply.Accepted => reply.Transcript,
        _ => null,
    };

    private static string Bounded(string text) => text.Length <= 1_000 ? text : text[..1_000];
}
