using Ses.Ledger;

namespace Ses.MailLog.Internal;

/// <summary>Judges every gate of a delivery, in their order. Pure.</summary>
internal static class Gates
{
    private static readonly Func<DeliverySituation, GateReport>[] OfWaiting =
    [
        StandingGates.Expiry, StandingGates.Blocklist, StandingGates.Frequency, StandingGates.Window, StandingGates.Content, StandingGates.SenderDomain,
        QueueGates.BackOff, QueueGates.Lane, QueueGates.Lease,
        WayGates.Route, WayGates.Source, WayGates.Site, WayGates.Quota,
        PaceGates.SourceRate, PaceGates.SiteRate, PaceGates.SenderDomainRate, PaceGates.AccountRate, PaceGates.Permit, PaceGates.Connection,
        QueueGates.Server,
    ];

    /// <summary>Of a delivery in the queue.</summary>
    public static IReadOnlyList<GateReport> Judge(DeliverySituation situation) => [.. OfWaiting.Select(gate => gate(situation))];

    /// <summary>Of a delivery whose fate is known: only the gate that decided it has something to say.</summary>
    public static IReadOnlyList<GateReport> Decided(GateReport decisive) =>
    [
        .. Enum.GetValues<DeliveryGate>().Select(gate => gate == decisive.Gate ? decisive
            : decisive.State == GateState.Passed ? Passed(gate, "it was delivered")
            : new(gate, GateState.NotReached, null, "its fate is known")),
    ];

    /// <summary>The gate that holds it: one that ends its way, else the one that holds it longest.</summary>
    public static GateReport? Holder(IReadOnlyList<GateReport> gates) =>
        gates.FirstOrDefault(gate => gate.State == GateState.Blocked)
        ?? gates.Where(gate => gate.State == GateState.Waiting).OrderBy(gate => gate.Until ?? DateTimeOffset.MinValue).LastOrDefault();

    public static GateReport Passed(DeliveryGate gate, string detail, DateTimeOffset? until = null) => new(gate, GateState.Passed, until, detail);

    public static GateReport Waiting(DeliveryGate gate, DateTimeOffset? until, string detail) => new(gate, GateState.Waiting, until, detail);

    public static GateReport Blocked(DeliveryGate gate, string detail) => new(gate, GateState.Blocked, null, detail);

    /// <summary>An answer in words; one that no server gave has no code to be shown.</summary>
    public static string Said(SmtpReplyFact? reply) => reply is null or { Code: 0 } ? reply?.Text ?? "" : reply.ToString();

    public static GateReport NotReached(DeliveryGate gate, string detail) => new(gate, GateState.NotReached, null, detail);
}
