using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Delivery.Internal;

/// <summary>What deliveries have in common that wait for the same permits.</summary>
internal readonly record struct LineKey(MailStream Stream, string Source, string Site, DomainName SenderDomain, AccountId Account)
{
    public static LineKey Of(AdmittedDelivery admitted)
    {
        var axes = admitted.Delivery.Axes;
        return new(axes.Stream, admitted.Route.SourceName, admitted.Route.Site, axes.SenderDomain, axes.Account);
    }
}

/// <summary>Deliveries in their order that wait for the same permits.</summary>
internal sealed class ReadyLine(LineKey key, SitePlaces places)
{
    private readonly Queue<AdmittedDelivery> _waiting = [];
    private IReadOnlyList<PaceRate> _rates = [];
    private int _ratesVersion = -1;

    public LineKey Key => key;

    public SitePlaces Places => places;

    public int Count => _waiting.Count;

    public void Enqueue(AdmittedDelivery admitted) => _waiting.Enqueue(admitted);

    public AdmittedDelivery Dequeue() => _waiting.Dequeue();

    /// <summary>When the one that goes next expires.</summary>
    public DateTimeOffset ExpiresAt => _waiting.Peek().Delivery.ExpiresAt;

    public int IndexOf(DeliveryId delivery)
    {
        var index = 0;
        foreach (var waiting in _waiting)
        {
            if (waiting.Delivery.Id == delivery)
                return index;
            index++;
        }

        return -1;
    }

    /// <summary>Its rates, derived anew when conditions have changed.</summary>
    public IReadOnlyList<PaceRate> Rates(PaceRates rates)
    {
        if (_ratesVersion != rates.Version)
            (_ratesVersion, _rates) = (rates.Version, rates.Of(key, places.Provider));
        return _rates;
    }
}

/// <summary>How many attempts from one source to one site are under way, and the lines that wait for one to end.</summary>
internal sealed class SitePlaces(ProviderProfile provider)
{
    public ProviderProfile Provider => provider;

    public int UnderWay { get; set; }

    /// <summary>Lines to this site.</summary>
    public int Lines { get; set; }

    public Queue<ReadyLine> WaitingTransactional { get; } = [];

    public Queue<ReadyLine> WaitingMarketing { get; } = [];
}
