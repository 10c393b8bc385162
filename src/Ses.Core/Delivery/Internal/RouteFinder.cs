using System.Net;
using Ses.Dns;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Delivery.Internal;

/// <summary>Finds the way of mail: the first rule that matches, the DNS where that is needed, and the provider behind the hosts.</summary>
internal sealed class RouteFinder(IDnsResolver dns, SesOptions options, ProviderTable providers, SesDice dice)
{
    private readonly string _ehloName = options.Identity.EhloName ?? Environment.MachineName;

    /// <summary>The way for a recipient domain; its source is chosen for each recipient.</summary>
    public async ValueTask<RoutePlan> FindAsync(DomainName sender, DomainName recipient, MailStream stream, CancellationToken cancellationToken)
    {
        var rule = options.Delivery.Routes.FirstOrDefault(rule => rule.Matches(sender, recipient, stream));
        if (rule is { Relays.Count: > 0 })
            return RoutePlanner.ToRelays(RoutePlanner.ByWeight(rule.Relays, dice), _ehloName);
        if (rule is null && options.Delivery.Relays is { Count: > 0 } relays)
            return RoutePlanner.ToRelays([.. relays], _ehloName);
        // An address literal is its own mail exchanger (RFC 5321 §4.1.3).
        var answer = recipient.AddressLiteral is null
            ? await dns.GetMxAsync(recipient.Value, cancellationToken).ConfigureAwait(false)
            : DnsAnswer<MxHost>.None(DnsStatus.NoRecords);
        var plan = RoutePlanner.ToMailExchangers(recipient, answer, options.Delivery.MxPort, _ehloName, dice);
        return plan is RoutePlan.Found found ? new RoutePlan.Found(AtProvider(found.Route, rule?.Tls ?? TlsMode.Opportunistic)) : plan;
    }

    /// <summary>The sources that a rule's pool has; empty where the system chooses.</summary>
    public IReadOnlyList<SourceAddress> SourcesFor(DomainName sender, DomainName recipient, MailStream stream)
    {
        var pool = options.Delivery.Routes.FirstOrDefault(rule => rule.Matches(sender, recipient, stream))?.Pool ?? SourceAddress.SharedPool;
        return [.. options.Delivery.Sources.Where(source => source.Pool == pool)];
    }

    /// <summary>The way from a source.</summary>
    public Route From(Route route, SourceAddress? source) => source is null
        ? route
        : route with { Source = source.Address, EhloName = source.EhloName ?? _ehloName };

    public ProviderProfile ProviderOf(Route route) => providers.Named(route.Provider);

    private Route AtProvider(Route route, TlsMode tls)
    {
        var provider = IPAddress.TryParse(route.Targets[0].Host, out _) ? providers.Default : providers.Find(route.Targets[0].Host);
        return route with
        {
            Targets = tls == TlsMode.Opportunistic ? route.Targets : [.. route.Targets.Select(target => target with { Tls = tls })],
            Site = SiteName.Of(route.Targets, provider),
            Provider = provider.Name,
            MaxConnections = provider.MaxConnections,
            MaxMessagesPerConnection = provider.MaxMessagesPerConnection,
        };
    }
}
