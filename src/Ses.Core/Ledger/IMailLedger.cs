using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>
/// The spine: what was accepted, what became of it, and all that follows, each method one transaction. Implementations call
/// <see cref="Settlement"/> for the fold and store what it returns, together or not at all.
/// </summary>
public interface IMailLedger
{
    /// <summary>
    /// Stores a message with its deliveries. Of a message id or an idempotency key seen before, nothing is stored: the first message is returned, or the
    /// conflict. So a call whose answer was lost may be repeated. A message that names a recipient twice is the caller's mistake: an exception, and nothing stored.
    /// </summary>
    ValueTask<AcceptResult> AcceptAsync(Acceptance acceptance, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The message that was accepted under a key that lives at <paramref name="now"/>, where the request was the same; null otherwise.</summary>
    ValueTask<MessageId?> FindAcceptedAsync(AccountId account, string key, UInt128 requestHash, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a slice of a task run's recipients and moves the task's cursor, if the cursor still stands at <see cref="ExpansionSlice.From"/>.
    /// A recipient that the run already has, or that the slice names twice, is left out, so a repeated slice adds nobody. The task's version is raised by one;
    /// its requests become what was expanded where <see cref="ExpansionSlice.To"/> is null, else they are less those left out, and at least what was expanded.
    /// </summary>
    ValueTask<ExpandResult> ExpandAsync(ExpansionSlice slice, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Settles claimed deliveries. First the fence: rows no longer owned by <paramref name="epoch"/>, or settled before (their attempts are not those of the
    /// outcome's row), or all of them if the epoch is dead, drop out and are returned as lost. Then <see cref="Settlement.Apply"/> over the survivors' rows as
    /// they stand now, stored whole; where the fold or the store refuses one, nothing is stored and an exception says so.
    /// </summary>
    ValueTask<SettleResult> SettleAsync(
        NodeEpoch epoch, IReadOnlyList<DeliveryOutcome> outcomes, SettlementRules rules, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Records facts that come later or from outside through <see cref="Settlement.Record"/>, in their order; each (delivery, source id) counts once. Facts of
    /// unknown deliveries are left out. Where the fold throws, nothing of the call is stored.
    /// </summary>
    /// <returns>How many were new.</returns>
    ValueTask<int> RecordAsync(IReadOnlyList<LateFact> facts, SettlementRules rules, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The message, or null.</summary>
    ValueTask<MailMessage?> FindMessageAsync(MessageId message, CancellationToken cancellationToken);

    /// <summary>The delivery, or null.</summary>
    ValueTask<MailDelivery?> FindDeliveryAsync(DeliveryId delivery, CancellationToken cancellationToken);

    /// <summary>A page of the deliveries of a message, in the order of their ids; <paramref name="after"/> null begins.</summary>
    ValueTask<IReadOnlyList<MailDelivery>> ListDeliveriesAsync(MessageId message, DeliveryId? after, int max, CancellationToken cancellationToken);

    /// <summary>How many deliveries each of these recipients was sent by single messages (no tasks) of a sender address since a time or at it, rejected ones apart; those with none are left out.</summary>
    ValueTask<IReadOnlyDictionary<AddressHash, int>> CountRecentAsync(
        AccountId account, EmailAddress sender, IReadOnlyList<AddressHash> recipients, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>The facts of a delivery of that message, in their order.</summary>
    ValueTask<IReadOnlyList<MailFact>> ListFactsAsync(MessageId message, DeliveryId delivery, CancellationToken cancellationToken);
}
