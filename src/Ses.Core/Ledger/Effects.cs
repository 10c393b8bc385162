using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>A change of counters, to be added to both roll-ups of statistics in the transaction that causes it.</summary>
/// <param name="Axes">What it is filed under; the bucket is that of <see cref="DeliveryAxes.AcceptedAt"/>.</param>
/// <param name="Change">What is added.</param>
public sealed record CounterDelta(DeliveryAxes Axes, CounterSet Change);

/// <summary>An address that is blocked by what happened, in the transaction in which it happened.</summary>
/// <param name="Account">Whose mail caused it.</param>
/// <param name="Address">The address.</param>
/// <param name="Reason">Why.</param>
/// <param name="SenderDomain">Set where only this sender domain is rejected (unsubscription, complaint); null for all.</param>
/// <param name="At">When.</param>
/// <param name="ExpiresAt">When it is released; null for never.</param>
/// <param name="Remark">The server's answer or the reason.</param>
public sealed record BlockEntry(
    AccountId Account,
    EmailAddress Address,
    BlockReason Reason,
    DomainName? SenderDomain,
    DateTimeOffset At,
    DateTimeOffset? ExpiresAt,
    string? Remark)
{
    /// <summary>The server's answer or the reason.</summary>
    public string? Remark { get; init => field = StorableText.Of(value); } = StorableText.Of(Remark);
}

/// <summary>Why an address is not written to. Values are stored: never renumber.</summary>
public enum BlockReason
{
    /// <summary>No such mailbox: blocked by itself, shared by accounts, released after 180 days (guide, Invalid Address Blocking).</summary>
    InvalidAddress = 1,

    /// <summary>The mailbox was full too often (guide, Auto-Blocking Settings).</summary>
    MailboxFull = 2,

    /// <summary>The recipient unsubscribed from the sender domain (guide, Reject Blocking).</summary>
    Unsubscribed = 3,

    /// <summary>The recipient reported the sender domain (guide, Reject Blocking).</summary>
    Complained = 4,

    /// <summary>Entered by hand or by file (guide, Custom Blocking).</summary>
    Custom = 5,
}

/// <summary>A change of a sending task's progress.</summary>
/// <param name="Account">Whose task.</param>
/// <param name="Task">The task.</param>
/// <param name="Change">What is added.</param>
public sealed record ProgressDelta(AccountId Account, SendingTaskId Task, TaskProgress Change);

/// <summary>How far a sending task's current run has come; counts of recipients.</summary>
/// <param name="Expanded">Put into the queue or rejected.</param>
/// <param name="Rejected">Refused by us.</param>
/// <param name="Attempted">Charged to the quota: a first attempt was made.</param>
/// <param name="Delivered">Taken by the recipients' servers.</param>
/// <param name="Bounced">Refused for good, or expired.</param>
public readonly record struct TaskProgress(long Expanded, long Rejected, long Attempted, long Delivered, long Bounced)
{
    /// <summary>Recipients whose fate is known.</summary>
    public long Settled => Rejected + Delivered + Bounced;

    /// <summary>Put into the queue and not yet charged to a quota.</summary>
    public long Waiting => Expanded - Rejected - Attempted;

    /// <summary>Member-wise sum.</summary>
    public static TaskProgress operator +(TaskProgress left, TaskProgress right) => new(
        left.Expanded + right.Expanded,
        left.Rejected + right.Rejected,
        left.Attempted + right.Attempted,
        left.Delivered + right.Delivered,
        left.Bounced + right.Bounced);

    /// <summary>Member-wise difference.</summary>
    public static TaskProgress operator -(TaskProgress left, TaskProgress right) => new(
        left.Expanded - right.Expanded,
        left.Rejected - right.Rejected,
        left.Attempted - right.Attempted,
        left.Delivered - right.Delivered,
        left.Bounced - right.Bounced);
}

/// <summary>First attempts that were made at the cost of a day's quota.</summary>
/// <param name="Account">Whose quota.</param>
/// <param name="SenderDomain">The domain's.</param>
/// <param name="Day">The quota's day.</param>
/// <param name="Epoch">The node that held the quota in escrow.</param>
/// <param name="Count">How many.</param>
public sealed record QuotaCharge(AccountId Account, DomainName SenderDomain, DateOnly Day, NodeEpoch Epoch, long Count);

/// <summary>What a node holds of a day's quota and has not used.</summary>
/// <param name="Account">Whose quota.</param>
/// <param name="SenderDomain">The domain's.</param>
/// <param name="Day">The quota's day.</param>
/// <param name="Unspent">Granted − charged.</param>
public sealed record QuotaEscrow(AccountId Account, DomainName SenderDomain, DateOnly Day, long Unspent);
