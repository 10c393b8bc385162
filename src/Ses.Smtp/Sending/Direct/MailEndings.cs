using Ses.Delivery;
using Ses.Ledger;

namespace Ses.Smtp.Sending.Direct;

/// <summary>How mails on one connection end. Each ends once: with an outcome, or back in the queue.</summary>
internal sealed class MailEndings(SessionFacts facts)
{
    public static TransportReply FinalReply(int code, SmtpReplyFact reply) => code switch
    {
        220 or 221 or < 200 or (>= 300 and < 400) or > 599 => new TransportReply.Uncertain($"the server answered {code} to the mail, which means nothing there"),
        < 300 => new TransportReply.Accepted(reply),
        _ => new TransportReply.Refused(reply, SmtpPhase.EndOfData),
    };

    public void End(OutgoingMail mail, TransportReply reply)
    {
        mail.Stage = MailStage.Ended;
        mail.Job.End(new(facts.Describe(reply, mail), IsAboutHost: false));
    }

    /// <summary>True where the lease has run out, and the mail with it.</summary>
    public bool EndFenced(OutgoingMail mail)
    {
        if (mail.Request.Fence.IsOpen)
            return false;
        End(mail, new TransportReply.Fenced());
        return true;
    }

    /// <summary>The connection is gone: what that means depends on how far the mail had come.</summary>
    public void EndLost(OutgoingMail mail, WireException lost, bool isUsed, IJobSource jobs)
    {
        if (mail.Stage == MailStage.Ended)
            return;
        mail.Log.Note(lost.Message);
        if (mail.Stage == MailStage.Written)
            End(mail, new TransportReply.Uncertain($"lost behind the final dot: {lost.Message}"));
        else if (mail.Refusal is not null)
            End(mail, new TransportReply.Refused(mail.Refusal, mail.RefusedAt));
        else if (!IsNobodysFailure(mail, lost, isUsed) || !TryReturn(mail, jobs))
            End(mail, new TransportReply.Unreachable(lost.Message));
    }

    /// <summary>Puts a mail back that has not ended.</summary>
    public void Return(OutgoingMail mail, IJobSource jobs)
    {
        if (mail.Stage != MailStage.Ended && !TryReturn(mail, jobs))
            End(mail, new TransportReply.Unreachable("its connections were lost again and again"));
    }

    // A kept connection that is gone before it said yes to anything of this mail had died of old age; one that was canceled, for another mail's sake or this one's.
    private static bool IsNobodysFailure(OutgoingMail mail, WireException lost, bool isUsed) =>
        lost.Fault == WireFault.Canceled || (lost.Fault == WireFault.Lost && isUsed && !mail.IsWelcome);

    private static bool TryReturn(OutgoingMail mail, IJobSource jobs)
    {
        // One that had not begun has lost nothing.
        var hasBegun = mail.Stage != MailStage.Ready;
        if (hasBegun && mail.Job.Returns >= SendJob.MaxReturns)
            return false;
        mail.Job.Returns += hasBegun ? 1 : 0;
        mail.Job.WantsFresh |= hasBegun;
        mail.Stage = MailStage.Ended;
        jobs.PutBack(mail.Job);
        return true;
    }
}
