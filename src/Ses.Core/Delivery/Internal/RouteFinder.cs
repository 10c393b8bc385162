using Ses.Dns;
using Ses.Primitives;

namespace Ses.Delivery.Internal;

/// <summary>Asks the DNS where that is needed, and plans.</summary>
internal sealed class RouteFinder(IDnsResolver dns, SesOptions options, SesDice dice)
{
    private readonly string _ehloName = options.Identity.EhloName ?? Environment.MachineName;

    public async ValueTask<RoutePlan> FindAsync(DomainName recipientDomain, CancellationToken cancellationToken)
    {
        var relays = options.Delivery.Relays;
        if (relays.Count > 0)
            return RoutePlanner.ToRelays([.. relays], _ehloName);
        if (recipientDomain.AddressLiteral is { } literal)
            return RoutePlanner.ToLiteral(recipientDomain, literal, options.Delivery.MxPort, _ehloName);
        var answer = await dns.GetMxAsync(recipientDomain.Value, cancellationToken).ConfigureAwait(false);
        return RoutePlanner.ToMailExchangers(recipientDomain, answer, options.Delivery.MxPort, _ehloName, dice);
    }
}
