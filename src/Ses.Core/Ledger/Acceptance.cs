using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>What <see cref="IMailLedger.AcceptAsync"/> stores: a message with its deliveries, rejected recipients among them.</summary>
/// <param name="Message">The message.</param>
/// <param name="Deliveries">Each <see cref="DeliveryState.Queued"/> or <see cref="DeliveryState.Rejected"/>.</param>
/// <param name="Idempotency">The caller's key; null for none.</param>
public sealed record Acceptance(MailMessage Message, IReadOnlyList<MailDelivery> Deliveries, IdempotencyKey? Idempotency = null);

/// <summary>A caller's key, unique in its account while it lives.</summary>
/// <param name="Key">The key, 1 to 256 characters.</param>
/// <param name="RequestHash">Hash of the whole request: the same key with another request is a conflict.</param>
/// <param name="ExpiresAt">Until then the key answers with the first receipt.</param>
public sealed record IdempotencyKey(string Key, UInt128 RequestHash, DateTimeOffset ExpiresAt)
{
    /// <summary>The key.</summary>
    public string Key { get; init => field = StorableText.Of(value); } = StorableText.Of(Key);
}

/// <summary>What came of <see cref="IMailLedger.AcceptAsync"/>.</summary>
public abstract record AcceptResult
{
    private AcceptResult()
    {
    }

    /// <summary>Stored.</summary>
    public sealed record Accepted : AcceptResult;

    /// <summary>The key was seen with the same request: this was accepted then, and nothing is stored now.</summary>
    /// <param name="Message">The message of then.</param>
    public sealed record Duplicate(MessageId Message) : AcceptResult;

    /// <summary>The key was seen with another request.</summary>
    public sealed record KeyConflict : AcceptResult;
}

/// <summary>A slice of a task run's recipients on their way into the queue.</summary>
/// <param name="Account">Whose task.</param>
/// <param name="Task">The task.</param>
/// <param name="Message">The run.</param>
/// <param name="From">The cursor that the slice begins at; where the task's stands elsewhere, nothing is added.</param>
/// <param name="To">The cursor behind the slice; null where the groups are exhausted.</param>
/// <param name="Deliveries">Each <see cref="DeliveryState.Queued"/> or <see cref="DeliveryState.Rejected"/>.</param>
public sealed record ExpansionSlice(
    AccountId Account, SendingTaskId Task, MessageId Message, string From, string? To, IReadOnlyList<MailDelivery> Deliveries);

/// <summary>What came of a slice.</summary>
/// <param name="Moved">False where the cursor stood elsewhere: another node was faster.</param>
/// <param name="Added">Recipients added.</param>
/// <param name="Repeated">Recipients that the run already had.</param>
public readonly record struct ExpandResult(bool Moved, int Added, int Repeated);

/// <summary>What came of a settle.</summary>
/// <param name="Lost">Deliveries that were no longer ours, and were left as they are.</param>
public sealed record SettleResult(IReadOnlyList<DeliveryId> Lost);
