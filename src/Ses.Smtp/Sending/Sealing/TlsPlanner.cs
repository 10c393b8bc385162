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
        if (!request.Route.IsToExchangers)
            return new(request.Route, null, false);
        var domain = request.Recipient.Domain;
        var policy = policies is null ? null : await policies.FindAsync(domain, cancellationToken).ConfigureAwait(false);
        var enforced = policy?.Mode == MtaStsMode.Enforce ? policy : null;
        return new(request.Route, enforced, enforced is not null || IsRequiredFor(domain));
    }

    private bool IsRequiredFor(DomainName domain) => _rules is not null && (_rules.Exchangers.Contains("*") || _rules.Allows(domain.Value));
}

/// <summary>What is asked of TLS with each host of a route.</summary>
/// <param name="Route">The route.</param>
/// <param name="Enforced">The recipient domain's policy, where it is to be enforced.</param>
/// <param name="MustVerify">True where no host is trusted without a valid certificate, whatever the route asks.</param>
internal readonly record struct TlsPlan(Route Route, MtaStsPolicy? Enforced, bool MustVerify)
{
    public bool Allows(RouteTarget target) => Enforced is null || Enforced.Allows(target.Host);

    /// <summary>Why no host is tried where none is allowed.</summary>
    public string WhyNone(DomainName domain) =>
        $"the MTA-STS policy of {domain} names none of its exchangers ({string.Join(", ", Route.Targets.Select(target => target.Host))})";

    public Destination For(RouteTarget target)
    {
        var need = target.Tls switch
        {
            _ when MustVerify => TlsNeed.Verified,
            TlsMode.None => TlsNeed.Never,
            TlsMode.Required or TlsMode.Implicit => TlsNeed.Verified,
            _ => TlsNeed.Opportunistic,
        };
        return new(Route.Source, target.Host, target.Port, need, Route.EhloName, Route.IsToExchangers ? Route.Site : target.Host, Route.IsToExchangers);
    }
}
