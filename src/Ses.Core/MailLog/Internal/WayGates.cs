using Ses.Delivery;
using Ses.Warmup;

namespace Ses.MailLog.Internal;

/// <summary>Gates on the way to the server: route, source, site, and the day's quota. Pure.</summary>
internal static class WayGates
{
    public static GateReport Route(DeliverySituation it) => it.Way switch
    {
        { Route: { } route } => Gates.Passed(DeliveryGate.Route, $"by {string.Join(", ", route.Targets.Select(target => $"{target.Host}:{target.Port}"))}"),
        { IsKnown: true, Why: var why } => Gates.Blocked(DeliveryGate.Route, $"{why}; it bounces when a node looks at it"),
        { Why: var why } => Gates.NotReached(DeliveryGate.Route, why),
        null => Gates.NotReached(DeliveryGate.Route, ""),
    };

    public static GateReport Source(DeliverySituation it)
    {
        if (it.Way is not { Route: { } route } way)
            return Gates.NotReached(DeliveryGate.Source, "its route is not known");
        if (way.IsPoolLost)
            return Gates.Waiting(DeliveryGate.Source, null, $"none of its pool's addresses ({string.Join(", ", way.Pool.Select(source => source.Address))}) is on this host");
        return way.Find(ShapingAction.SuspendSource, "") is { } suspended
            ? Gates.Waiting(DeliveryGate.Source, suspended.Until, $"{Named(route)} sends to nobody: {suspended.Reason}")
            : Gates.Passed(DeliveryGate.Source, Named(route));
    }

    public static GateReport Site(DeliverySituation it)
    {
        if (it.Way is not { Route: { } route } way)
            return Gates.NotReached(DeliveryGate.Site, "its route is not known");
        if (way.Find(ShapingAction.SuspendSite, route.Site) is { } suspended)
            return Gates.Waiting(DeliveryGate.Site, suspended.Until, $"{route.Site} gets no mail from {Named(route)}: {suspended.Reason}");
        var fewer = way.Find(ShapingAction.FewerConnections, route.Site);
        return Gates.Passed(DeliveryGate.Site, fewer is null ? route.Site : $"{route.Site}, by {fewer.MaxConnections} connections until {fewer.Until:u}: {fewer.Reason}");
    }

    public static GateReport Quota(DeliverySituation it)
    {
        var warmup = it.Options.Warmup;
        if (it.Delivery.ChargedDay is { } day)
            return Gates.Passed(DeliveryGate.Quota, $"paid on {day:yyyy-MM-dd}; retries are free");
        if (!warmup.IsEnabled || it.Domain is null)
            return Gates.Passed(DeliveryGate.Quota, "no quota holds");
        var limit = WarmupPolicy.Limit(it.Domain.Level, it.Delivery.Axes.Stream, warmup);
        var (usage, tomorrow) = (it.Usage, WarmupPolicy.NextDay(it.Now, warmup));
        var used = $"{it.Delivery.Axes.SenderDomain} has used {usage.Used} of {limit} messages of today (level {it.Domain.Level})";
        // What nodes have taken and not used may be for this one; where it was put off to the next day already, it was not.
        return usage.Used >= limit && (usage.Attempted >= limit || it.Delivery.DueAt >= tomorrow)
            ? Gates.Waiting(DeliveryGate.Quota, tomorrow, used)
            : Gates.Passed(DeliveryGate.Quota, used);
    }

    private static string Named(Route route) => route.Source is { } source ? $"{source}" : "the system's own address";
}
