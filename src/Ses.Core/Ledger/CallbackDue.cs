using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>A callback that must be sent because of a fact, whole: what it says needs neither the delivery's row nor the fact's, which may go before it.</summary>
/// <param name="Endpoint">To whom.</param>
/// <param name="Account">Whose.</param>
/// <param name="Sender">The sender address, in its normal form.</param>
/// <param name="Message">The message.</param>
/// <param name="Recipient">The recipient.</param>
/// <param name="SenderDomain">The signing domain.</param>
/// <param name="Template">The template; null for own content.</param>
/// <param name="Task">The sending task; null for a single message.</param>
/// <param name="AcceptedAt">When the delivery was accepted.</param>
/// <param name="Fact">What happened; its sequence orders the callbacks of one delivery.</param>
public sealed record CallbackDue(
    CallbackEndpointId Endpoint,
    AccountId Account,
    EmailAddress Sender,
    MessageId Message,
    EmailAddress Recipient,
    DomainName SenderDomain,
    TemplateId? Template,
    SendingTaskId? Task,
    DateTimeOffset AcceptedAt,
    MailFact Fact);

/// <summary>An endpoint as far as the fold must know it.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Account">Whose.</param>
/// <param name="Sender">The normal form of the sender address for which it stands; null for all that have none of their own.</param>
/// <param name="Events">What it wants to be told.</param>
public sealed record CallbackTarget(CallbackEndpointId Endpoint, AccountId Account, string? Sender, CallbackEvents Events);
