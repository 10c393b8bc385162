using Ses.Ledger;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>The last gates before an attempt: route, source, the site's condition, quota, and room in its line.</summary>
internal sealed class DispatchGates
{
    private static readonly TimeSpan SourcePause = TimeSpan.FromMinutes(1);

    private readonly SesServices _services;
    private readonly NodeSession _session;
    private readonly RouteFinder _routes;
    private readonly PaceRates _rates;
    private readonly LostSources _lost;

    public DispatchGates(SesServices services, NodeSession session)
    {
        var providers = new ProviderTable(services.Options.Delivery.Providers);
        (_services, _session) = (services, session);
        _routes = new(services.Dns, services.Options, providers, services.Dice);
        _lost = services.LostSources;
        Conditions = new(services.Storage.Sites, providers, services.Options.Delivery, session);
        Quota = new(services, session);
        _rates = new(services.Options.Delivery, Conditions);
    }

    public QuotaGate Quota { get; }

    public SiteConditions Conditions { get; }

    /// <param name="round">The batch.</param>
    /// <param name="deliveries">Deliveries of one account, sender domain and stream.</param>
    /// <param name="level">The domain's reputation level.</param>
    /// <param name="stream">Their stream.</param>
    /// <param name="waiting">How many wait in a line already.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask AdmitAsync(
        AdmissionRound round, List<PreparedDelivery> deliveries, int level, MailStream stream, Func<LineKey, int> waiting, CancellationToken cancellationToken)
    {
        var lines = new Dictionary<(string Source, string Site), (Route Route, List<PreparedDelivery> Deliveries)>();
        foreach (var domain in deliveries.GroupBy(prepared => prepared.Delivery.Axes.RecipientDomain))
        {
            var axes = domain.First().Delivery.Axes;
            switch (await _routes.FindAsync(axes.SenderDomain, domain.Key, stream, cancellationToken).ConfigureAwait(false))
            {
                case RoutePlan.Found { Route: var route }:
                    SourceGate(round, route, domain, _routes.SourcesFor(axes.SenderDomain, domain.Key, stream), lines);
                    break;
                case RoutePlan.NoRoute none:
                    foreach (var (delivery, _) in domain)
                        round.Settle(delivery, new DeliveryDecision.Bounced(BounceClass.InvalidAddress), none.Reply);
                    break;
                case RoutePlan.Unknown unknown:
                    foreach (var (delivery, _) in domain)
                        round.Settle(delivery, PutOff(delivery, unknown.Reason), new(0, null, unknown.Reason));
                    break;
            }
        }

        foreach (var (route, line) in lines.Values)
            await LineGatesAsync(round, route, line, level, stream, waiting, cancellationToken).ConfigureAwait(false);
    }

    private void SourceGate(
        AdmissionRound round, Route route, IEnumerable<PreparedDelivery> deliveries, IReadOnlyList<SourceAddress> pool, Dictionary<(string Source, string Site), (Route Route, List<PreparedDelivery> Deliveries)> lines)
    {
        var sources = _lost.Without(pool);
        foreach (var prepared in deliveries)
        {
            // None of the pool is on this host now: another node may have one, or it comes back. It is nobody's failure.
            if (pool.Count > 0 && sources.Count == 0)
            {
                round.Release(prepared.Delivery, _session.Now + SourcePause);
                continue;
            }

            var from = _routes.From(route, SourceChooser.Choose(sources, prepared.Delivery.RecipientHash));
            if (!lines.TryGetValue((from.SourceName, from.Site), out var line))
                lines[(from.SourceName, from.Site)] = line = (from, []);
            line.Deliveries.Add(prepared);
        }
    }

    private async ValueTask LineGatesAsync(
        AdmissionRound round, Route route, List<PreparedDelivery> deliveries, int level, MailStream stream, Func<LineKey, int> waiting, CancellationToken cancellationToken)
    {
        if (Conditions.Suspension(route.SourceName, route.Site) is { } suspension)
        {
            foreach (var (delivery, _) in deliveries)
                round.Release(delivery, suspension.Until);
            return;
        }

        var provider = _routes.ProviderOf(route);
        route = route with { MaxConnections = Conditions.MaxConnections(route.SourceName, route.Site, provider) };
        var room = RoomIn(route, deliveries[0].Delivery.Axes, provider, waiting, out var roomAt);
        foreach (var (delivery, _) in deliveries.Skip(room))
            round.Defer(delivery, roomAt);
        var charged = await Quota.ChargeAsync([.. deliveries.Take(room)], level, stream, cancellationToken).ConfigureAwait(false);
        foreach (var refused in charged.Refused)
            round.Release(refused.Delivery, charged.NextDay);
        foreach (var ((delivery, preparation), day) in charged.Passed)
            round.Admit(new(delivery, preparation, route, day), provider);
    }

    // No more than can go within the time that a node looks ahead: what waits for its rate waits in the store, where others see it.
    private int RoomIn(Route route, DeliveryAxes axes, ProviderProfile provider, Func<LineKey, int> waiting, out DateTimeOffset roomAt)
    {
        var line = new LineKey(axes.Stream, route.SourceName, route.Site, axes.SenderDomain, axes.Account);
        roomAt = _session.Now;
        if (_rates.Of(line, provider) is not { Count: > 0 } rates)
            return int.MaxValue;
        var slowest = rates.Min(rate => rate.PerSecond);
        var before = waiting(line);
        roomAt += GcraRateLimiter.IntervalOf(slowest) * Math.Max(1, before);
        return Math.Max(0, PaceBook.Room(slowest) - before);
    }

    private DeliveryDecision PutOff(MailDelivery delivery, string reason) =>
        DeliveryDecider.Decide(delivery, new TransportReply.Unreachable(reason), _session.Now, _services.Options.Delivery, _services.Dice.Share())!;
}
