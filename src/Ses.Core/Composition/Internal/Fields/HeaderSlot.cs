using System.Diagnostics;
using System.Globalization;
using Ses.Composition.Internal.Bodies;
using Ses.Primitives;

namespace Ses.Composition.Internal.Fields;

/// <summary>What a header says anew for each recipient.</summary>
internal enum HeaderSlot
{
    /// <summary>Nothing: the part is the same for all.</summary>
    None,

    /// <summary>To: the recipient alone.</summary>
    Recipient,

    /// <summary>Subject, from a template.</summary>
    Subject,

    /// <summary>Message-ID, of the delivery.</summary>
    MessageId,

    /// <summary>Content-Transfer-Encoding, as the text asks for it.</summary>
    TransferEncoding,

    /// <summary>List-Unsubscribe, with the recipient's own link.</summary>
    ListUnsubscribe,
}

/// <summary>What one recipient's header says in the slots.</summary>
internal readonly ref struct FieldValues
{
    public required Mailbox Recipient { get; init; }

    public required ReadOnlySpan<char> Subject { get; init; }

    public required UInt128 Id { get; init; }

    public required DomainName Domain { get; init; }

    public required TransferEncoding Encoding { get; init; }

    public required bool Utf8 { get; init; }

    public ReadOnlySpan<char> ListUnsubscribe { get; init; }

    public static string NameOf(HeaderSlot slot) => slot switch
    {
        HeaderSlot.Recipient => "To",
        HeaderSlot.Subject => "Subject",
        HeaderSlot.MessageId => "Message-ID",
        HeaderSlot.TransferEncoding => "Content-Transfer-Encoding",
        HeaderSlot.ListUnsubscribe => "List-Unsubscribe",
        _ => throw new UnreachableException(),
    };

    public void Write(HeaderSlot slot, ByteBuffer header)
    {
        var field = new FieldWriter(header, NameOf(slot));
        switch (slot)
        {
            case HeaderSlot.Recipient:
                MailboxText.Write(ref field, Recipient, Utf8);
                break;
            case HeaderSlot.Subject:
                FieldText.Write(ref field, Subject);
                break;
            case HeaderSlot.MessageId:
                WriteMessageId(field);
                break;
            case HeaderSlot.TransferEncoding:
                field.Bytes(TransferEncodings.Name(Encoding));
                break;
            case HeaderSlot.ListUnsubscribe:
                FieldText.Write(ref field, ListUnsubscribe);
                break;
            default:
                throw new UnreachableException();
        }

        field.End();
    }

    private void WriteMessageId(in FieldWriter field)
    {
        Span<byte> digits = stackalloc byte[32];
        Id.TryFormat(digits, out _, "x32", CultureInfo.InvariantCulture);
        field.Octet((byte)'<');
        field.Bytes(digits);
        field.Octet((byte)'@');
        field.Ascii(Domain.Value);
        field.Octet((byte)'>');
    }
}
