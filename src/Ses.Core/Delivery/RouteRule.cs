using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Delivery;

/// <summary>Which way mail goes. The first rule that matches counts; without one, mail goes to <see cref="DeliveryOptions.Relays"/> or, where there are none, to the recipients' mail exchangers.</summary>
public sealed record RouteRule
{
    /// <summary>For mail of this sender domain; null for all.</summary>
    public DomainName? SenderDomain { get; init; }

    /// <summary>For recipients of this domain and the domains below it; null for all.</summary>
    public DomainName? RecipientDomain { get; init; }

    /// <summary>For this stream; null for both.</summary>
    public MailStream? Stream { get; init; }

    /// <summary>Relays to go through: chosen by weight, the others in case one fails. Empty: straight to the mail exchangers.</summary>
    public IReadOnlyList<WeightedRelay> Relays { get; init; } = [];

    /// <summary>The pool of source addresses; <see cref="SourceAddress.SharedPool"/> by default. A pool without addresses leaves the choice to the system.</summary>
    public string Pool { get; init; } = SourceAddress.SharedPool;

    /// <summary>How TLS is used with mail exchangers; opportunistic by default (RFC 7435).</summary>
    public TlsMode Tls { get; init; } = TlsMode.Opportunistic;

    internal bool Matches(DomainName sender, DomainName recipient, MailStream stream) =>
        (SenderDomain is null || SenderDomain == sender)
        && (RecipientDomain is null || RecipientDomain.Contains(recipient))
        && (Stream is null || Stream == stream);
}

/// <summary>A relay with its share of the mail.</summary>
/// <param name="Target">Where.</param>
/// <param name="Weight">More than 0; twice the weight gets twice the mail.</param>
public sealed record WeightedRelay(RouteTarget Target, int Weight = 1);
