using System.Diagnostics;
using Ses.Ledger;

namespace Ses.Delivery;

/// <summary>From an answer to a decision. Pure: the answer, the delivery, the time and one die decide.</summary>
public static class DeliveryDecider
{
    /// <summary>What becomes of a delivery after an attempt; null where none was made (<see cref="TransportReply.Fenced"/>, <see cref="TransportReply.SourceUnavailable"/>).</summary>
    /// <param name="delivery">The delivery as it was claimed.</param>
    /// <param name="reply">How the attempt ended.</param>
    /// <param name="now">When.</param>
    /// <param name="options">Retry schedule, and what is held.</param>
    /// <param name="share">A die from 0 to below 1, for jitter.</param>
    public static DeliveryDecision? Decide(MailDelivery delivery, TransportReply reply, DateTimeOffset now, DeliveryOptions options, double share)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(options);
        return reply switch
        {
            TransportReply.Accepted => new DeliveryDecision.Delivered(),
            TransportReply.Refused refused when BounceClassifier.IsPermanent(refused.Reply, refused.Phase) =>
                new DeliveryDecision.Bounced(BounceClassifier.Classify(refused.Reply, refused.Phase, refused.RemoteHost)),
            TransportReply.Refused or TransportReply.Unreachable => Retry(uncertain: false),
            TransportReply.Uncertain when options.HoldUncertain.Contains(delivery.Axes.Stream) => new DeliveryDecision.Held(),
            TransportReply.Uncertain => Retry(uncertain: true),
            TransportReply.Fenced or TransportReply.SourceUnavailable => null,
            _ => throw new UnreachableException(),
        };

        // A retry that would come too late comes when the delivery expires, and finds it so.
        DeliveryDecision Retry(bool uncertain)
        {
            var due = now + RetrySchedule.DelayAfter(delivery.Attempts + 1, options, share);
            return new DeliveryDecision.RetryAt(due < delivery.ExpiresAt ? due : delivery.ExpiresAt, uncertain);
        }
    }
}
