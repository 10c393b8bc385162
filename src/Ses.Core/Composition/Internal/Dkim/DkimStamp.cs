using System.Buffers;
using System.Buffers.Text;

namespace Ses.Composition.Internal.Dkim;

/// <summary>A signature field but for its two values.</summary>
/// <param name="Start">Up to the body's hash.</param>
/// <param name="End">From behind it up to the signature.</param>
internal readonly record struct StampText(byte[] Start, byte[] End);

/// <summary>What all signatures of one signer over mails of one kind share: only the hash and the signature are put in.</summary>
internal sealed class DkimStamp(DkimSecretKey key, StampText field, StampText canonical)
{
    private const int LineOctets = 72;

    /// <summary>Writes the DKIM-Signature field, CRLF included.</summary>
    /// <param name="bodyHash">32 octets.</param>
    /// <param name="header">The signed fields in canonical form; as it was before when this returns.</param>
    /// <param name="destination">Takes the field.</param>
    public void Write(ReadOnlySpan<byte> bodyHash, ByteBuffer header, IBufferWriter<byte> destination)
    {
        Span<byte> hash = stackalloc byte[44];
        Base64.EncodeToUtf8(bodyHash, hash, out _, out _);
        var length = header.Length;
        header.Append(canonical.Start);
        header.Append(hash);
        header.Append(canonical.End);
        Span<byte> signature = stackalloc byte[DkimSecretKey.MaxSignatureOctets];
        signature = signature[..key.Sign(header.Written, signature)];
        header.CutTo(length);

        destination.Write(field.Start);
        destination.Write(hash);
        destination.Write(field.End);
        WriteFolded(signature, destination);
        destination.Write("\r\n"u8);
    }

    private static void WriteFolded(ReadOnlySpan<byte> signature, IBufferWriter<byte> destination)
    {
        Span<byte> text = stackalloc byte[Base64.GetMaxEncodedToUtf8Length(DkimSecretKey.MaxSignatureOctets)];
        Base64.EncodeToUtf8(signature, text, out _, out var length);
        ReadOnlySpan<byte> rest = text[..length];
        for (; rest.Length > LineOctets; rest = rest[LineOctets..])
        {
            destination.Write(rest[..LineOctets]);
            destination.Write("\r\n\t "u8);
        }

        destination.Write(rest);
    }
}
