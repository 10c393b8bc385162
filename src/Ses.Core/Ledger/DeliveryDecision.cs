namespace Ses.Ledger;

/// <summary>What becomes of a delivery after an attempt: the outcome of <c>DeliveryDecider.Decide</c>, carried out by <see cref="Settlement"/>.</summary>
public abstract record DeliveryDecision
{
    private DeliveryDecision()
    {
    }

    /// <summary>The recipient's server took it.</summary>
    public sealed record Delivered : DeliveryDecision;

    /// <summary>Try again, not before a time.</summary>
    /// <param name="DueAt">The time.</param>
    /// <param name="Uncertain">True where the server may have taken it already.</param>
    public sealed record RetryAt(DateTimeOffset DueAt, bool Uncertain = false) : DeliveryDecision;

    /// <summary>Refused for good.</summary>
    /// <param name="Class">Why.</param>
    public sealed record Bounced(BounceClass Class) : DeliveryDecision;

    /// <summary>Given up by us: blocked or canceled while it waited.</summary>
    public sealed record Dropped : DeliveryDecision;

    /// <summary>Older than its maximum age.</summary>
    public sealed record Expired : DeliveryDecision;

    /// <summary>The server may have taken it, and the policy is to wait for a person's decision.</summary>
    public sealed record Held : DeliveryDecision;

    /// <summary>It cannot be composed or stored; kept aside with its error.</summary>
    public sealed record Parked : DeliveryDecision;
}
