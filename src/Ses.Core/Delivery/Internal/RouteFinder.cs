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
        // An address literal is its own mail exchanger (RFC 5321 §4.1.3).
        var answer = recipientDomain.AddressLiteral is null
            ? await dns.GetMxAsync(recipientDomain.Value, cancellationToken).ConfigureAwait(false)
            : DnsAnswer<MxHost>.None(DnsStatus.NoRecords);
        return RoutePlanner.ToMailExchangers(recipientDomain, answer, options.Delivery.MxPort, _ehloName, dice);
    }
}
