using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Retention;

/// <summary>Lets go what is old, in small steps that hold up nobody. A delivery is pending while it is queued, held or parked.</summary>
public interface IRetentionStore
{
    /// <summary>
    /// Takes one step: deletes deliveries of days before <see cref="RetentionLimits.Deliveries"/> with their facts, a day only when nothing in it is pending;
    /// messages before that day that have no deliveries and are not the run of a task that is being sent; empties messages (<see cref="MessageContent.Empty"/>) whose
    /// deliveries all had their fate, and their last fact, before <see cref="RetentionLimits.Content"/>; takes the transcripts off attempts that were settled before
    /// <see cref="RetentionLimits.Transcripts"/>, and leaves the rest of them; deletes idempotency keys and MTA-STS policies that expired before <paramref name="now"/>.
    /// </summary>
    /// <param name="limits">What is too old.</param>
    /// <param name="max">Rows of one step at most, about.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>True where there may be more.</returns>
    ValueTask<bool> SweepAsync(RetentionLimits limits, int max, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Gives up at most <paramref name="max"/> deliveries, in the order of ids, that are held or parked at the end of their time (<see cref="MailDelivery.ExpiresAt"/> is not
    /// behind <paramref name="now"/>), through <see cref="Settlement.Expire"/>.
    /// </summary>
    /// <returns>How many; fewer than <paramref name="max"/> means that none is left.</returns>
    ValueTask<int> ExpireAsync(int max, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>What is too old.</summary>
/// <param name="Deliveries">Days before this one are deleted.</param>
/// <param name="Content">Content of messages that were done before this time is emptied.</param>
/// <param name="Transcripts">Transcripts of attempts before this time are deleted.</param>
public sealed record RetentionLimits(Cohort Deliveries, DateTimeOffset Content, DateTimeOffset Transcripts);
