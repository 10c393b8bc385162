namespace Ses.Ledger;

/// <summary>All that one transaction of the ledger stores. Counters, progress and charges are already summed by key.</summary>
/// <param name="Deliveries">The rows as they are from now on.</param>
/// <param name="Facts">What happened.</param>
/// <param name="Counters">To be added to both roll-ups of statistics.</param>
/// <param name="Progress">To be added to the tasks.</param>
/// <param name="Blocks">To be put on the blocklists.</param>
/// <param name="Charges">First attempts that used quota.</param>
public sealed record SettlementChanges(
    IReadOnlyList<MailDelivery> Deliveries,
    IReadOnlyList<MailFact> Facts,
    IReadOnlyList<CounterDelta> Counters,
    IReadOnlyList<ProgressDelta> Progress,
    IReadOnlyList<BlockEntry> Blocks,
    IReadOnlyList<QuotaCharge> Charges);
