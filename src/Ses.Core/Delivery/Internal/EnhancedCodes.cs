using Ses.Ledger;

namespace Ses.Delivery.Internal;

/// <summary>
/// What an enhanced status code says of the reason: the registry of RFC 3463 with RFC 4954, 5248, 7293, 7372, 7505 and 8689, and the codes that Google and
/// Microsoft publish beyond it. The class digit (4 or 5) is left out: it says how long, not why.
/// </summary>
internal static class EnhancedCodes
{
    /// <summary>The reason behind <c>x.subject.detail</c>; null where it says none (<c>x.0.0</c>, <c>x.1.0</c>, <c>x.2.0</c>, <c>x.3.0</c>, <c>x.5.0</c>).</summary>
    public static BounceClass? ReasonOf(string? code)
    {
        if (code?.Split('.') is not [_, var subject, var detail] || !int.TryParse(detail, out var number))
            return null;
        return subject switch
        {
            "1" => OfAddress(number),
            "2" => OfMailbox(number),
            "4" => OfRouting(number),
            "7" => OfPolicy(number),
            "3" or "5" or "6" => number == 0 ? null : BounceClass.Other,
            _ => null,
        };
    }

    private static BounceClass? OfAddress(int detail) => detail switch
    {
        1 or 2 or 3 => BounceClass.InvalidAddress,
        6 => BounceClass.InvalidAddress, // moved, no forwarding address
        10 => BounceClass.InvalidAddress, // the domain takes no mail (RFC 7505)
        7 or 8 => BounceClass.Sender,
        0 => null,
        _ => BounceClass.Other,
    };

    private static BounceClass? OfMailbox(int detail) => detail switch
    {
        1 => BounceClass.InvalidAddress, // disabled
        2 => BounceClass.MailboxFull,
        0 => null,
        _ => BounceClass.Other,
    };

    private static BounceClass? OfRouting(int detail) => detail switch
    {
        1 or 2 or 4 or 5 or 7 => BounceClass.Connection,
        0 => null,
        _ => BounceClass.Other,
    };

    private static BounceClass? OfPolicy(int detail) => detail switch
    {
        8 or 9 or 11 or 12 or 13 or 14 => BounceClass.Sender, // our authentication (RFC 4954, 5248)
        >= 20 and <= 27 => BounceClass.Sender, // DKIM, SPF, reverse DNS (RFC 7372); our domain takes no mail (RFC 7505)
        >= 29 and <= 32 => BounceClass.Sender, // ARC (RFC 8617), REQUIRETLS (RFC 8689); with Google TLS, DKIM, DMARC
        509 or 512 or 515 => BounceClass.Sender, // Microsoft: DMARC, From, authentication level
        3 or 4 or 5 or 6 or 10 or 15 or 16 or 17 or 18 or 19 => BounceClass.Other, // cryptography, priority (RFC 6710), changed owner (RFC 7293)
        _ => BounceClass.Spam,
    };
}
