using Ses.Delivery.Internal;
using Ses.Ledger;

namespace Ses.Delivery;

/// <summary>When a put-off delivery is tried again. Pure.</summary>
public static class RetrySchedule
{
    private static readonly string[] GreylistWords = ["greylist", "graylist", "grey list", "gray list", "grey-list", "gray-list"];

    /// <summary>The delay behind the attempt numbered <paramref name="attempt"/> (from 1): the entry of the class's schedule, its last one repeated, and jitter on top.</summary>
    /// <param name="attempt">Attempts made.</param>
    /// <param name="why">Why the last one was in vain.</param>
    /// <param name="options">Schedules and jitter.</param>
    /// <param name="share">A die from 0 to below 1.</param>
    public static TimeSpan DelayAfter(int attempt, RetryClass why, DeliveryOptions options, double share)
    {
        ArgumentNullException.ThrowIfNull(options);
        var schedule = options.RetrySchedules.TryGetValue(why, out var own) ? own : options.RetrySchedule;
        return schedule[Math.Clamp(attempt - 1, 0, schedule.Count - 1)] * (1 + (options.RetryJitter * share));
    }

    /// <summary>Why an answer puts a delivery off.</summary>
    /// <param name="reply">A 4xx; or a 5xx that is not final.</param>
    /// <param name="phase">To what.</param>
    public static RetryClass ClassOf(SmtpReplyFact reply, SmtpPhase phase)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (IsGreylisting(reply, phase))
            return RetryClass.Greylisting;
        if (SaysFull(reply))
            return RetryClass.MailboxFull;
        if (reply.EnhancedCode?.Split('.') is [_, "7", _])
            return RetryClass.RateLimited;
        return phase is SmtpPhase.Connect or SmtpPhase.Hello or SmtpPhase.StartTls ? RetryClass.Connection : RetryClass.Temporary;
    }

    // Most name it; of the others, the code of the first implementations is what is left (RFC 6647 §2.1 asks for none).
    private static bool IsGreylisting(SmtpReplyFact reply, SmtpPhase phase) =>
        reply.Code is >= 400 and <= 499
        && (Array.Exists(GreylistWords, word => reply.Text.Contains(word, StringComparison.OrdinalIgnoreCase))
            || (phase == SmtpPhase.Recipient && reply is { Code: 450 or 451, EnhancedCode: "4.7.1" }));

    private static bool SaysFull(SmtpReplyFact reply) =>
        reply.EnhancedCode?.Split('.') is [_, "2", "2"] || BouncePhrases.ReasonIn(PlainWords.Of(reply.Text), host: null)?.Class == BounceClass.MailboxFull;
}
