using Ses.Ledger;

namespace Ses.Delivery;

/// <summary>
/// Reads why a server refused: from the enhanced code (RFC 3463 and its registry) where there is one, else from the basic code and the phase. A bare 5xx
/// never makes an address invalid: only what names the mailbox or the domain does.
/// </summary>
public static class BounceClassifier
{
    /// <summary>The class of a 4xx or 5xx answer.</summary>
    public static BounceClass Classify(SmtpReplyFact reply, SmtpPhase phase)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (!IsPermanent(reply, phase))
            return BounceClass.Temporary;
        return phase switch
        {
            SmtpPhase.MailFrom => BySubject(reply) is BounceClass.Spam ? BounceClass.Spam : BounceClass.Sender,
            SmtpPhase.Auth => BounceClass.Sender,
            _ => BySubject(reply) ?? ByText(reply),
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

    private static BounceClass? BySubject(SmtpReplyFact reply) => (reply.EnhancedCode ?? "").Split('.') switch
    {
        [_, "1", "1" or "2" or "3" or "10"] => BounceClass.InvalidAddress,
        [_, "1", "6"] => BounceClass.InvalidAddress,
        [_, "1", "7" or "8"] => BounceClass.Sender,
        [_, "2", "1"] => BounceClass.InvalidAddress,
        [_, "2", "2"] => BounceClass.MailboxFull,
        [_, "7", "20" or "23" or "24" or "25" or "26" or "27" or "29" or "30" or "31" or "32"] => BounceClass.Sender,
        [_, "7", _] => BounceClass.Spam,
        [_, "2" or "3" or "4" or "5" or "6", _] => BounceClass.Other,
        _ => null,
    };

    private static BounceClass ByText(SmtpReplyFact reply)
    {
        var text = reply.Text;
        if (Says(text, "user unknown", "unknown user", "no such user", "no such mailbox", "mailbox not found", "does not exist", "unknown recipient", "recipient unknown"))
            return BounceClass.InvalidAddress;
        if (Says(text, "mailbox full", "mailbox is full", "over quota", "quota exceeded", "exceeded storage"))
            return BounceClass.MailboxFull;
        return Says(text, "spam", "blocked", "blacklist", "blocklist", "policy", "reputation") ? BounceClass.Spam : BounceClass.Other;
    }

    private static bool Says(string text, params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
        {
            if (text.Contains(phrase, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
