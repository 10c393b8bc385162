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
    /// <param name="isAboutPace">True where a shaping rule knows a 5xx to be about pace: it is put off.</param>
    public static DeliveryDecision? Decide(
        MailDelivery delivery, TransportReply reply, DateTimeOffset now, DeliveryOptions options, double share, bool isAboutPace = false)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(options);
        return reply switch
        {
            TransportReply.Accepted => new DeliveryDecision.Delivered(),
            TransportReply.Refused when isAboutPace => Retry(RetryClass.RateLimited),
            TransportReply.Refused refused when BounceClassifier.IsPermanent(refused.Reply, refused.Phase) =>
                new DeliveryDecision.Bounced(BounceClassifier.Classify(refused.Reply, refused.Phase, refused.RemoteHost)),
            TransportReply.Refused refused => Retry(RetrySchedule.ClassOf(refused.Reply, refused.Phase)),
            TransportReply.Unreachable => Retry(RetryClass.Connection),
            TransportReply.Uncertain when options.HoldUncertain.Contains(delivery.Axes.Stream) => new DeliveryDecision.Held(),
            TransportReply.Uncertain => Retry(RetryClass.Uncertain),
            TransportReply.Fenced or TransportReply.SourceUnavailable => null,
            _ => throw new UnreachableException(),
        };

        // A retry that would come too late comes when the delivery expires, and finds it so.
        DeliveryDecision Retry(RetryClass why)
        {
            var due = now + RetrySchedule.DelayAfter(delivery.Attempts + 1, why, options, share);
            return new DeliveryDecision.RetryAt(due < delivery.ExpiresAt ? due : delivery.ExpiresAt, why == RetryClass.Uncertain);
        }
    }
}
