using Ses.Dns;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Delivery.Internal;

/// <summary>From DNS answers to a route (RFC 5321 §5.1, RFC 7505). Pure.</summary>
internal static class RoutePlanner
{
    /// <summary>Hosts tried in one attempt.</summary>
    private const int MaxTargets = 10;

    public static RoutePlan ToRelays(IReadOnlyList<RouteTarget> relays, string ehloName) =>
        new RoutePlan.Found(new([.. relays], ehloName, null, $"{relays[0].Host}:{relays[0].Port}") { Provider = ProviderProfile.Relay });

    /// <summary>Relays in an order that the dice say, each first as often as its weight has a share; the others in case it fails.</summary>
    public static IReadOnlyList<RouteTarget> ByWeight(IReadOnlyList<WeightedRelay> relays, SesDice dice)
    {
        // Exponential races (Efraimidis and Spirakis): the order is by −ln(u) ÷ weight.
        return [.. relays.OrderBy(relay => -Math.Log(1 - dice.Share()) / relay.Weight).Select(relay => relay.Target)];
    }

    public static RoutePlan ToMailExchangers(DomainName domain, DnsAnswer<MxHost> answer, int port, string ehloName, SesDice dice)
    {
        switch (answer.Status)
        {
            case DnsStatus.NoSuchName:
                return new RoutePlan.NoRoute(new(550, "5.1.2", $"the domain {domain} does not exist"));
            case DnsStatus.ServerFailure or DnsStatus.Timeout:
                return new RoutePlan.Unknown($"the DNS does not say where mail for {domain} goes ({answer.Status})");
            case DnsStatus.NoRecords:
                return Found([new(domain.AddressLiteral?.ToString() ?? domain.Value, port)]);
        }

        var hosts = answer.Records.Where(mx => mx.Host is not ("." or "")).ToList();
        if (hosts.Count == 0)
            return new RoutePlan.NoRoute(new(556, "5.1.10", $"the domain {domain} takes no mail (null MX)"));
        return Found([.. Order(hosts, dice).Take(MaxTargets).Select(mx => new RouteTarget(mx.Host.TrimEnd('.'), port))]);

        RoutePlan Found(IReadOnlyList<RouteTarget> targets) => new RoutePlan.Found(new(targets, ehloName, null, domain.Value) { IsToExchangers = true });
    }

    // By preference; equals in an order that the dice say, so that load is spread.
    private static List<MxHost> Order(List<MxHost> hosts, SesDice dice) => hosts.Count == 1
        ? hosts
        : [.. hosts.Select(mx => (Mx: mx, Die: dice.Roll(int.MaxValue))).OrderBy(entry => entry.Mx.Preference).ThenBy(entry => entry.Die).Select(entry => entry.Mx)];
}

/// <summary>Where a recipient domain's mail goes.</summary>
internal abstract record RoutePlan
{
    private RoutePlan()
    {
    }

    /// <summary>There is a way.</summary>
    public sealed record Found(Route Route) : RoutePlan;

    /// <summary>There is none, for good: no such domain, or one that takes no mail.</summary>
    public sealed record NoRoute(SmtpReplyFact Reply) : RoutePlan;

    /// <summary>Nobody knows now.</summary>
    public sealed record Unknown(string Reason) : RoutePlan;
}
