using System.Buffers;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Delivery;

/// <summary>One attempt: one recipient, one SMTP transaction. A class, so that members may be added.</summary>
public sealed class TransportRequest
{
    /// <summary>The envelope's sender (MAIL FROM); null for the null path <c>&lt;&gt;</c>.</summary>
    public required EmailAddress? MailFrom { get; init; }

    /// <summary>The envelope's recipient (RCPT TO).</summary>
    public required EmailAddress Recipient { get; init; }

    /// <summary>The bytes, written only when the server has said what it can take.</summary>
    public required IMailBody Body { get; init; }

    /// <summary>Where to.</summary>
    public required Route Route { get; init; }

    /// <summary>Transactional by default: such mail never stands behind more than two attempts of the other stream.</summary>
    public MailStream Stream { get; init; } = MailStream.Transactional;

    /// <summary>Of which outcomes the dialogue is wanted; of all by default. Making a text of it costs more than sending a small mail.</summary>
    public TranscriptKeeping Transcripts { get; init; } = TranscriptKeeping.All;

    /// <summary>Asked before MAIL FROM and before the final dot; where it is closed, the attempt ends as <see cref="TransportReply.Fenced"/>.</summary>
    public required ISendFence Fence { get; init; }
}

/// <summary>The bytes of a mail, made when they are wanted. Writing twice writes the same bytes.</summary>
public interface IMailBody
{
    /// <summary>Writes the mail: RFC 5322, CRLF line ends, neither dot-stuffed nor terminated.</summary>
    /// <param name="destination">Takes the bytes.</param>
    /// <param name="abilities">What the server offers, as far as it changes the bytes.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    ValueTask WriteAsync(IBufferWriter<byte> destination, ServerAbilities abilities, CancellationToken cancellationToken);
}

/// <summary>What a server's EHLO answer offers, as far as it changes the bytes of a mail.</summary>
[Flags]
public enum ServerAbilities
{
    /// <summary>Seven-bit text only.</summary>
    None = 0,

    /// <summary>8BITMIME (RFC 6152): parts need not be encoded for their octets' sake.</summary>
    EightBitMime = 1,

    /// <summary>SMTPUTF8 (RFC 6531): addresses in headers may be UTF-8.</summary>
    SmtpUtf8 = 2,
}

/// <summary>Tells whether this node may still send: its lease may have run out while it slept.</summary>
public interface ISendFence
{
    /// <summary>True while the node's lease is good for a while yet, by its own monotonic clock.</summary>
    bool IsOpen { get; }
}
