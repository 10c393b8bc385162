using Ses.Ledger;

namespace Ses.MailLog;

/// <summary>One attempt to deliver.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Outcome">What it came to: delivered, deferred, bounced or uncertain.</param>
/// <param name="At">When it ended.</param>
/// <param name="Class">Why, for a bounce.</param>
/// <param name="Report">Host, duration, answer, TLS, and the transcript while it is kept.</param>
public sealed record DeliveryAttempt(int Number, FactKind Outcome, DateTimeOffset At, BounceClass? Class, AttemptReport Report);
