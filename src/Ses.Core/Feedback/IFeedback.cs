using Ses.Primitives;

namespace Ses.Feedback;

/// <summary>
/// What comes back: bounces, complaints and automatic replies, from whatever took them in. <c>client.Feedback</c> records for its own account only; injected by
/// itself it records for all accounts of the process, as the SMTP listener and the mailboxes do.
/// </summary>
public interface IFeedback
{
    /// <summary>
    /// Reads a mail and records what it reports. The same mail twice counts once; a forged one changes nothing, and the result says so. Throws only what the
    /// stream or the store throws, never for what stands in the mail; nothing is ever answered.
    /// </summary>
    /// <param name="mail">The mail as it was received, headers first; read to its end or to <see cref="FeedbackOptions.MaxOctets"/>.</param>
    /// <param name="recipients">To whom it was delivered (RCPT TO), where that is known; else its header fields must do.</param>
    /// <param name="cancellationToken">Ends the reading; nothing is recorded then.</param>
    Task<FeedbackResult> ProcessAsync(Stream mail, IReadOnlyList<EmailAddress>? recipients = null, CancellationToken cancellationToken = default);
}
