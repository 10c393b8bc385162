using System.Buffers;
using System.Diagnostics;

namespace Ses.Composition.Internal.Bodies;

/// <summary>A body, compiled once for all recipients of a message: what they share is encoded already, and written from where it lies.</summary>
/// <param name="contentType">The value of the header's Content-Type, folded.</param>
/// <param name="segments">In their order.</param>
internal sealed class BodyLayout(string contentType, IReadOnlyList<BodySegment> segments)
{
    /// <summary>The value of the header's Content-Type, folded.</summary>
    public string ContentType => contentType;

    public bool IsMultipart { get; } = segments.Count > 1;

    public bool HasHtml { get; } = segments.Any(segment => segment.Slot == BodySlot.Html);

    /// <summary>Encodes what differs, <see cref="Workspace.Texts"/>.</summary>
    public EncodedBody Encode(bool eightBit, Workspace work)
    {
        work.Texts.CompletePlain();
        var plain = TextEncoder.Encode(work.Texts.Plain, eightBit, work.Encoded);
        // The last line of a mail is ended, too: otherwise the transport would have to, behind the signature's back.
        if (!IsMultipart)
            return new(plain.Ended(), default);
        return new(plain, HasHtml ? TextEncoder.Encode(work.Texts.Html, eightBit, work.Encoded) : default) { IsMultipart = true };
    }

    /// <summary>Hashes the body into <see cref="Workspace.Hash"/>.</summary>
    public void Hash(in EncodedBody body, Workspace work)
    {
        foreach (var segment in segments)
        {
            if (segment.IsCanonical)
                work.BodyHash.AppendCanonical(segment.Bytes.Span);
            else
                work.BodyHash.Append(Bytes(segment, body));
        }

        work.BodyHash.Finish(work.Hash);
    }

    public void Write(in EncodedBody body, IBufferWriter<byte> destination)
    {
        foreach (var segment in segments)
            destination.Write(Bytes(segment, body));
    }

    /// <summary>The body's pieces, to be kept: what is shared is not copied.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Keep(EncodedBody body) =>
        [.. segments.Select(segment => segment.Slot == BodySlot.None ? segment.Bytes : Bytes(segment, body).ToArray())];

    private static ReadOnlySpan<byte> Bytes(in BodySegment segment, in EncodedBody body) => segment.Slot switch
    {
        BodySlot.None => segment.Bytes.Span,
        BodySlot.Plain => body.Plain.Bytes,
        BodySlot.Html => body.Html.Bytes,
        BodySlot.PlainEncoding => EncodingLine(body.Plain.Encoding),
        BodySlot.HtmlEncoding => EncodingLine(body.Html.Encoding),
        BodySlot.MultipartEncoding => EncodingLine(body.Encoding),
        _ => throw new UnreachableException(),
    };

    private static ReadOnlySpan<byte> EncodingLine(TransferEncoding encoding) => encoding switch
    {
        TransferEncoding.SevenBit => "Content-Transfer-Encoding: 7bit\r\n"u8,
        TransferEncoding.EightBit => "Content-Transfer-Encoding: 8bit\r\n"u8,
        TransferEncoding.QuotedPrintable => "Content-Transfer-Encoding: quoted-printable\r\n"u8,
        TransferEncoding.Base64 => "Content-Transfer-Encoding: base64\r\n"u8,
        _ => throw new UnreachableException(),
    };
}

/// <summary>One recipient's texts, encoded.</summary>
/// <param name="Plain">The plain text.</param>
/// <param name="Html">The HTML.</param>
internal readonly record struct EncodedBody(EncodedText Plain, EncodedText Html)
{
    public bool IsMultipart { get; init; }

    /// <summary>What the header says: of a multipart, whether there are octets above 127 in it.</summary>
    public TransferEncoding Encoding =>
        !IsMultipart ? Plain.Encoding
        : Plain.Encoding == TransferEncoding.EightBit || Html.Encoding == TransferEncoding.EightBit ? TransferEncoding.EightBit
        : TransferEncoding.SevenBit;
}
