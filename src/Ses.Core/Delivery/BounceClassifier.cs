using Ses.Delivery.Internal;
using Ses.Ledger;

namespace Ses.Delivery;

/// <summary>
/// Reads why a server refused, from the enhanced code (RFC 3463 and its registry), the text and the phase. A bare 5xx never makes an address invalid: only what
/// names the mailbox or the domain does, and nothing that a policy code (x.7.x), a full mailbox or the sender's fault contradicts.
/// </summary>
public static class BounceClassifier
{
    /// <summary>The class of a 4xx or 5xx answer.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="phase">To what.</param>
    /// <param name="host">The server that gave it, as <c>host</c> or <c>host:port</c>: some phrases mean something with one provider only. Null where it is not known.</param>
    public static BounceClass Classify(SmtpReplyFact reply, SmtpPhase phase, string? host = null)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (!IsPermanent(reply, phase))
            return BounceClass.Temporary;
        var reason = ReasonOf(reply, host?.Split(':')[0]);
        return phase switch
        {
            SmtpPhase.Auth => BounceClass.Sender,
            SmtpPhase.MailFrom => reason == BounceClass.Spam ? BounceClass.Spam : BounceClass.Sender,
            _ => reason,
        };
    }

    /// <summary>
    /// Whether trying again is in vain. The basic code decides, also where the enhanced code says otherwise. Before MAIL FROM a refusal is about this
    /// connection, so later is another chance; 552 at RCPT without a reason means "too many" and is temporary (RFC 5321 §4.5.3.1.10).
    /// </summary>
    public static bool IsPermanent(SmtpReplyFact reply, SmtpPhase phase)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (reply.Code is < 500 or > 599)
            return false;
        if (phase is SmtpPhase.Connect or SmtpPhase.Hello or SmtpPhase.StartTls)
            return false;
        return reply is not { Code: 552, EnhancedCode: null } || phase != SmtpPhase.Recipient;
    }

    /// <summary>The class of a failure that is final on somebody else's word (a bounce mail), whatever its codes say of time. Never <see cref="BounceClass.Temporary"/>.</summary>
    /// <param name="reply">What the report quotes; code 0 and no enhanced code where it quotes none.</param>
    /// <param name="host">The server that refused, or the recipient's domain; null where it is not known.</param>
    public static BounceClass ClassifyReport(SmtpReplyFact reply, string? host = null)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return ReasonOf(reply, host);
    }

    private static BounceClass ReasonOf(SmtpReplyFact reply, string? host)
    {
        var coded = EnhancedCodes.ReasonOf(reply.EnhancedCode);
        var text = PlainWords.Of(reply.Text);
        return BouncePhrases.ReasonIn(text, host) is { } said ? Weigh(said, coded, text) : coded ?? BounceClass.Other;
    }

    private static BounceClass Weigh(SaidReason said, BounceClass? coded, string text) => (said.Class, coded) switch
    {
        (_, null) => said.Class,
        _ when said.Weight == SaidWeight.Certain => said.Class,
        (_, { } code) when said.Weight == SaidWeight.Word => code,
        // Nothing that a code contradicts makes an address invalid. Some providers say "no such user" with a policy code: that is not spam either.
        (BounceClass.InvalidAddress, BounceClass.Spam) => BounceClass.Other,
        (BounceClass.InvalidAddress, BounceClass.MailboxFull or BounceClass.Sender) => coded.Value,
        (_, BounceClass.InvalidAddress) when BouncePhrases.NamesAddress(text) => BounceClass.InvalidAddress,
        (BounceClass.Other or BounceClass.Connection, BounceClass.InvalidAddress or BounceClass.MailboxFull or BounceClass.Spam or BounceClass.Sender) => coded.Value,
        _ => said.Class,
    };
}
