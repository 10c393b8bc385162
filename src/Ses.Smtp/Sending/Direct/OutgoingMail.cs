using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Smtp.Sending.Direct;

/// <summary>How far a mail has come on its connection.</summary>
internal enum MailStage
{
    /// <summary>The server knows nothing of it.</summary>
    Ready,

    /// <summary>Its envelope, or a part of its content, may be on the wire: for certain it is not delivered.</summary>
    Begun,

    /// <summary>The end of its content may be on the wire: only the server knows.</summary>
    Written,

    /// <summary>Its job has ended or gone back.</summary>
    Ended,
}

/// <summary>A mail on a connection: its bytes, how far it has come, and what was said about it. A connection has two and uses them in turn.</summary>
internal sealed class OutgoingMail
{
    // 1 MB: below, the scan for dots costs less than a server's less trodden path may.
    private const int ChunkingFrom = 1024 * 1024;

    private bool _is8Bit;
    private bool _needsUtf8;

    public SendJob Job { get; private set; } = null!;

    public TransportRequest Request => Job.Request;

    public MailContent Content { get; } = new();

    public Transcript Log { get; } = new();

    public MailStage Stage { get; set; } = MailStage.Ended;

    /// <summary>Octets as composed.</summary>
    public int Octets { get; private set; }

    /// <summary>By BDAT, not DATA.</summary>
    public bool IsChunked { get; private set; }

    /// <summary>RSET goes before its envelope.</summary>
    public bool IsBehindReset { get; set; }

    /// <summary>The server has said yes to something of this mail.</summary>
    public bool IsWelcome { get; set; }

    /// <summary>The answer that ended it before its content; null where there was none.</summary>
    public SmtpReplyFact? Refusal { get; private set; }

    /// <summary>To what the server said so.</summary>
    public SmtpPhase RefusedAt { get; private set; }

    /// <summary>The server waits for content (354).</summary>
    public bool HasGoAhead { get; set; }

    /// <summary>Takes a job on: the bytes are made, but not yet fit for the wire.</summary>
    public async ValueTask ComposeAsync(SendJob job, ServerKeywords server)
    {
        Job = job;
        Stage = MailStage.Ready;
        (IsBehindReset, IsWelcome, HasGoAhead, Refusal) = (false, false, false, null);
        Content.Clear();
        await job.Request.Body.WriteAsync(Content, server.Abilities, job.CancellationToken).ConfigureAwait(false);
        Octets = Content.Length;
        _is8Bit = !Ascii.IsValid(Content.Written);
        _needsUtf8 = job.Request.Recipient.NeedsSmtpUtf8 || job.Request.MailFrom?.NeedsSmtpUtf8 == true || (_is8Bit && HasHeader8Bit(Content.Written));
    }

    /// <summary>Why this server cannot be given it, before anything is said (RFC 6531 §3.5, RFC 1870 §6.1); null where it can.</summary>
    public (SmtpReplyFact Reply, SmtpPhase Phase)? WhyNot(ServerKeywords server)
    {
        if (_needsUtf8 && !server.SmtpUtf8)
            return (new(553, "5.6.7", "the server does not take addresses with other than ASCII characters (SMTPUTF8)"), SmtpPhase.Recipient);
        if (server.MaxSize > 0 && Octets > server.MaxSize)
            return (new(552, "5.3.4", $"the mail has {Octets} octets, and the server takes {server.MaxSize} (SIZE)"), SmtpPhase.Data);
        return null;
    }

    /// <summary>Makes the bytes fit for the wire. BDAT where it helps: it saves a round trip to a server without pipelining, and a large mail its rewriting (RFC 3030).</summary>
    public void MakeReady(ServerKeywords server, bool mayChunk)
    {
        IsChunked = mayChunk && server.Chunking && (!server.Pipelining || Octets >= ChunkingFrom);
        if (IsChunked)
            Content.MakeLinesWhole();
        else
            Content.MakeDotSafe();
        Octets = Math.Max(Octets, IsChunked ? Content.Length : 0);
    }

    public void WriteMailFrom(IBufferWriter<byte> output, ServerKeywords server)
    {
        output.Write("MAIL FROM:"u8);
        WritePath(output, Request.MailFrom);
        if (server.Size)
        {
            output.Write(" SIZE="u8);
            WriteNumber(output, Octets);
        }

        if (_is8Bit && server.EightBitMime)
            output.Write(" BODY=8BITMIME"u8);
        output.Write(_needsUtf8 ? " SMTPUTF8\r\n"u8 : "\r\n"u8);
    }

    public void WriteRecipient(IBufferWriter<byte> output)
    {
        output.Write("RCPT TO:"u8);
        WritePath(output, Request.Recipient);
        output.Write("\r\n"u8);
    }

    public void WriteChunkCommand(IBufferWriter<byte> output)
    {
        output.Write("BDAT "u8);
        WriteNumber(output, Content.Length);
        output.Write(" LAST\r\n"u8);
    }

    /// <summary>The first refusal counts: what follows it only follows from it.</summary>
    public void Refuse(SmtpReplyFact reply, SmtpPhase phase)
    {
        if (Refusal is null)
            (Refusal, RefusedAt) = (reply, phase);
    }

    public void TakeRefusalBack() => Refusal = null;

    private static void WritePath(IBufferWriter<byte> output, EmailAddress? address)
    {
        output.Write("<"u8);
        if (address is not null)
        {
            Encoding.UTF8.GetBytes(address.LocalPart, output);
            output.Write("@"u8);
            Encoding.UTF8.GetBytes(address.Domain.Value, output);
        }

        output.Write(">"u8);
    }

    private static void WriteNumber(IBufferWriter<byte> output, int number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(11), out var written);
        output.Advance(written);
    }

    private static bool HasHeader8Bit(ReadOnlySpan<byte> mail)
    {
        var end = mail.IndexOf("\r\n\r\n"u8);
        return !Ascii.IsValid(end < 0 ? mail : mail[..end]);
    }
}
