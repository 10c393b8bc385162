using Ses.Delivery;
using Ses.Primitives;
using Ses.Smtp.Sending.Direct;

namespace Ses.Smtp.Sending.Sealing;

/// <summary>What is asked of TLS with each host of a route: by the route, by our own rules, by the recipient domain's MTA-STS policy. The strictest holds.</summary>
internal sealed class TlsPlanner(SmtpOptions options, IMtaStsPolicies? policies)
{
    private readonly MtaStsPolicy? _rules = options.RequireTlsFor.Count == 0
        ? null
        : new("", MtaStsMode.Enforce, [.. options.RequireTlsFor], TimeSpan.Zero);

    public async ValueTask<TlsPlan> PlanAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        var route = request.Route;
        if (!route.IsToExchangers)
            return new([.. route.Targets.Select(target => (target, DestinationOf(target, route, mustVerify: false)))], null);
        var domain = request.Recipient.Domain;
        var policy = policies is null ? null : await policies.FindAsync(domain, cancellationToken).ConfigureAwait(false);
        var isEnforced = policy?.Mode == MtaStsMode.Enforce;
        var mustVerify = isEnforced || IsRequiredFor(domain);
        var targets = route.Targets.Where(target => !isEnforced || policy!.Allows(target.Host)).ToList();
        var whyNone = targets.Count > 0 ? null : $"the MTA-STS policy of {domain} names none of its exchangers ({string.Join(", ", route.Targets.Select(target => target.Host))})";
        return new([.. targets.Select(target => (target, DestinationOf(target, route, mustVerify)))], whyNone);
    }

    private bool IsRequiredFor(DomainName domain) => _rules is not null && (_rules.Exchangers.Contains("*") || _rules.Allows(domain.Value));

    private static Destination DestinationOf(RouteTarget target, Route route, bool mustVerify)
    {
        var need = target.Tls switch
        {
            TlsMode.None => TlsNeed.Never,
            TlsMode.Required or TlsMode.Implicit => TlsNeed.Verified,
            _ => TlsNeed.Opportunistic,
        };
        return new(route.Source, target.Host, target.Port, mustVerify ? TlsNeed.Verified : need, route.EhloName, route.IsToExchangers ? route.Site : target.Host, route.IsToExchangers);
    }
}

/// <summary>The hosts to try, with what is asked of TLS; or why none may be.</summary>
internal readonly record struct TlsPlan(IReadOnlyList<(RouteTarget Target, Destination Destination)> Targets, string? WhyNone);
