using Ses.Ledger;

namespace Ses.MailLog;

/// <summary>Why a recipient's mail was not sent, or what became of it.</summary>
/// <param name="Answer">One sentence: which gate holds it and until when, or its outcome.</param>
/// <param name="Gates">Every gate once, in the order of <see cref="DeliveryGate"/>.</param>
/// <param name="Delivery">The delivery as it stands; null where a sending task has not come to the recipient yet.</param>
/// <param name="LastAttempt">The last attempt with its transcript, where there was one.</param>
public sealed record DeliveryExplanation(string Answer, IReadOnlyList<GateReport> Gates, MailDelivery? Delivery, DeliveryAttempt? LastAttempt)
{
    /// <summary>The gate that holds the mail or has ended its way; null where it was delivered.</summary>
    public GateReport? Holder { get; init; }
}

/// <summary>How a gate stands to a delivery.</summary>
/// <param name="Gate">Which.</param>
/// <param name="State">Whether it lets the delivery pass.</param>
/// <param name="Until">Until when it holds it; null where it does not, or where nobody knows. Of a passed <see cref="DeliveryGate.Expiry"/> and <see cref="DeliveryGate.Lease"/>, when that ends.</param>
/// <param name="Detail">What it goes by, for people.</param>
public sealed record GateReport(DeliveryGate Gate, GateState State, DateTimeOffset? Until, string Detail);

/// <summary>Whether a gate lets a delivery pass.</summary>
public enum GateState
{
    /// <summary>It lets it pass now, or did.</summary>
    Passed,

    /// <summary>It holds it for a while, and opens by itself.</summary>
    Waiting,

    /// <summary>It has ended its way, will end it at its next look, or waits for a person to do something.</summary>
    Blocked,

    /// <summary>It has not looked at it: an earlier gate stands before it, or its fate is known.</summary>
    NotReached,
}
