using Ses.Delivery.Internal;

namespace Ses.MailLog.Internal;

/// <summary>Gates of pace: the four rates, the time that the store gives, and a free connection. Pure.</summary>
internal static class PaceGates
{
    public static GateReport SourceRate(DeliverySituation it) => RateGate(DeliveryGate.SourceRate, "source:", it);

    public static GateReport SiteRate(DeliverySituation it) => RateGate(DeliveryGate.SiteRate, "site:", it);

    public static GateReport SenderDomainRate(DeliverySituation it) => RateGate(DeliveryGate.SenderDomainRate, "domain:", it);

    public static GateReport AccountRate(DeliverySituation it) => RateGate(DeliveryGate.AccountRate, "account:", it);

    public static GateReport Permit(DeliverySituation it)
    {
        if (it.Way is not { Route: not null } way)
            return Gates.NotReached(DeliveryGate.Permit, "its route is not known");
        if (way.Rates.Count == 0)
            return Gates.Passed(DeliveryGate.Permit, "no rate is set");
        var ends = way.Rates.Select(rate => way.SlotEnds.GetValueOrDefault(rate.Key)).Where(end => end > it.Now).ToList();
        if (it.Here?.Place is { } place)
        {
            return place.Rates.Any(rate => rate.NotBefore == DateTimeOffset.MaxValue)
                ? Gates.Waiting(DeliveryGate.Permit, ends.Count == 0 ? null : ends.Max(), "this node asks the store for time in which to send")
                : Gates.Passed(DeliveryGate.Permit, "this node has time in which to send");
        }

        if (ends.Count > 0 && QueueGates.IsDeferred(it))
            return Gates.NotReached(DeliveryGate.Permit, $"its lane is left alone; the shared pace is given out until {ends.Max():u}");
        // The slots that are given out may be this one's own, where a node has it.
        return ends.Count == 0 || it.Owner is not null
            ? Gates.Passed(DeliveryGate.Permit, ends.Count == 0 ? "the shared pace is free" : $"nodes have time in which to send until {ends.Max():u}")
            : Gates.Waiting(DeliveryGate.Permit, ends.Max(), "the shared pace is given out until then");
    }

    public static GateReport Connection(DeliverySituation it) => it.Here?.Place switch
    {
        null => it.Here is { State: HandState.InHand }
            ? Gates.Passed(DeliveryGate.Connection, "it has a place")
            : Gates.NotReached(DeliveryGate.Connection, it.Owner is { } owner ? $"only the node {owner.Name} knows" : "looked at when it is claimed"),
        { } place when place.UnderWay >= place.Places =>
            Gates.Waiting(DeliveryGate.Connection, null, $"{place.UnderWay} attempts to the site are under way, as many as may be; {place.Before} of its line come before it"),
        { } place => Gates.Passed(DeliveryGate.Connection, $"{place.UnderWay} of {place.Places} attempts to the site are under way; {place.Before} of its line come before it"),
    };

    private static GateReport RateGate(DeliveryGate gate, string kind, DeliverySituation it)
    {
        if (it.Way is not { Route: not null } way)
            return Gates.NotReached(gate, "its route is not known");
        if (way.Rates.Where(rate => rate.Key.StartsWith(kind, StringComparison.Ordinal)).Select(rate => (PaceRate?)rate).FirstOrDefault() is not { } rate)
            return Gates.Passed(gate, "no limit is set");
        var detail = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rate.PerSecond} a second");
        // Where no node here has it, the limiter itself is another's memory; the shared pace stands in the next gate.
        var notBefore = it.Here?.Place?.Rates.FirstOrDefault(entry => entry.Rate.Key == rate.Key).NotBefore;
        return notBefore is { } at && at != DateTimeOffset.MaxValue && at > it.Now
            ? Gates.Waiting(gate, at, $"{detail}; the next permit comes then")
            : Gates.Passed(gate, detail);
    }
}
