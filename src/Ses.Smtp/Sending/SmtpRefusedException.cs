using Ses.Delivery;
using Ses.Ledger;

namespace Ses.Smtp.Sending;

/// <summary>A server's 4xx or 5xx on its way up to the transport.</summary>
internal sealed class SmtpRefusedException(SmtpReplyFact reply, SmtpPhase phase) : Exception(reply.ToString())
{
    public SmtpReplyFact Reply => reply;

    public SmtpPhase Phase => phase;
}

/// <summary>The node's lease ran out while the mail was on its way: the final dot is not sent.</summary>
internal sealed class SendFencedException : Exception;
