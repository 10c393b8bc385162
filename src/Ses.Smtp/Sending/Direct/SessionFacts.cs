using System.Text;
using Ses.Delivery;
using Ses.Ledger;

namespace Ses.Smtp.Sending.Direct;

/// <summary>What is true of every attempt over one connection.</summary>
internal sealed class SessionFacts(string remoteHost, string? sourceAddress, TlsFacts? tls, Transcript opening)
{
    private readonly byte[] _kept = Encoding.UTF8.GetBytes($"kept connection to {remoteHost}{(tls is null ? "" : ", " + tls.Version)}");
    private bool _isUsed;

    /// <summary>Begins the transcript of a mail: the first one's with all that was said before it.</summary>
    public void Open(Transcript log)
    {
        if (!_isUsed)
        {
            log.CopyFrom(opening);
        }
        else
        {
            log.Clear();
            log.Note(_kept);
        }

        _isUsed = true;
    }

    public TransportReply Describe(TransportReply reply, OutgoingMail mail) =>
        reply with { RemoteHost = remoteHost, SourceAddress = sourceAddress, Tls = tls, Transcript = IsWanted(mail.Request.Transcripts, reply) ? mail.Log.ToString() : null };

    private static bool IsWanted(TranscriptKeeping kept, TransportReply reply) =>
        kept == TranscriptKeeping.All || (kept == TranscriptKeeping.NotDelivered && reply is not TransportReply.Accepted);
}
