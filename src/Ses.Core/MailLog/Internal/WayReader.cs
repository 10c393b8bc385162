using Ses.Delivery;
using Ses.Delivery.Internal;
using Ses.Ledger;

namespace Ses.MailLog.Internal;

/// <summary>Finds the way that an attempt would take now, as the delivery does, and what holds on it.</summary>
internal sealed class WayReader
{
    private readonly SesServices _services;
    private readonly RouteFinder _routes;

    public WayReader(SesServices services)
    {
        _services = services;
        _routes = new(services.Dns, services.Options, new(services.Options.Delivery.Providers), services.Dice);
    }

    public async ValueTask<DeliveryWay> ReadAsync(MailDelivery delivery, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var axes = delivery.Axes;
        var plan = await FindAsync(axes, cancellationToken).ConfigureAwait(false);
        if (plan is not RoutePlan.Found { Route: var way })
            return plan is RoutePlan.NoRoute none ? new(null, IsKnown: true, none.Reply.ToString()) : new(null, IsKnown: false, (plan as RoutePlan.Unknown)?.Reason ?? "");
        var pool = _routes.SourcesFor(axes.SenderDomain, axes.RecipientDomain, axes.Stream);
        var sources = _services.LostSources.Without(pool);
        var route = _routes.From(way, SourceChooser.Choose(sources.Count == 0 ? pool : sources, delivery.RecipientHash));
        var stored = await _services.Storage.Sites.ListAsync(now, cancellationToken).ConfigureAwait(false);
        var found = new DeliveryWay(route, IsKnown: true, "")
        {
            Pool = pool,
            IsPoolLost = pool.Count > 0 && sources.Count == 0,
            Conditions = [.. stored.Concat(_services.Sight.Conditions)],
        };
        var rates = RatesOf(axes, route, found);
        return found with { Rates = rates, SlotEnds = await _services.Storage.Pace.ReadAsync([.. rates.Select(rate => rate.Key)], cancellationToken).ConfigureAwait(false) };
    }

    private IReadOnlyList<PaceRate> RatesOf(DeliveryAxes axes, Route route, DeliveryWay way) => PaceRates.Of(
        new(axes.Stream, route.SourceName, route.Site, axes.SenderDomain, axes.Account),
        _services.Options.Delivery,
        PaceRates.OfSite(_services.Options.Delivery, _routes.ProviderOf(route), way.Find(ShapingAction.SlowDown, route.Site)));

    private async ValueTask<RoutePlan> FindAsync(DeliveryAxes axes, CancellationToken cancellationToken)
    {
        try
        {
            return await _routes.FindAsync(axes.SenderDomain, axes.RecipientDomain, axes.Stream, cancellationToken).ConfigureAwait(false);
        }
        catch (SesException error) when (error.Code == SesErrorCode.NotConfigured)
        {
            return new RoutePlan.Unknown("this process has no DNS resolver; a node that sends asks its own");
        }
    }
}
