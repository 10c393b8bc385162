using Ses.Ledger;

namespace Ses.MailLog.Internal;

/// <summary>The attempts among a delivery's facts. Pure.</summary>
internal static class Attempts
{
    public static IReadOnlyList<DeliveryAttempt> Of(IReadOnlyList<MailFact> facts) =>
    [
        .. facts
            .Where(fact => fact is { Attempt: not null, Kind: FactKind.Delivered or FactKind.Deferred or FactKind.Bounced or FactKind.Uncertain })
            .Select((fact, index) => new DeliveryAttempt(index + 1, fact.Kind, fact.At, fact.Class, fact.Attempt!)),
    ];
}
