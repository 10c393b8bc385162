using System.Diagnostics;

namespace Ses.Composition.Internal.Bodies;

/// <summary>How a part's octets travel (RFC 2045 §6).</summary>
internal enum TransferEncoding
{
    /// <summary>As they are: ASCII in short lines.</summary>
    SevenBit,

    /// <summary>As they are, to a server that takes octets above 127.</summary>
    EightBit,

    /// <summary>Mostly readable, a little longer.</summary>
    QuotedPrintable,

    /// <summary>A third longer, whatever they are.</summary>
    Base64,
}

/// <summary>The encodings' names, and which one serves a text best.</summary>
internal static class TransferEncodings
{
    private const int AdvisedLine = 78;
    private const int LongestLine = 998;

    public static ReadOnlySpan<byte> Name(TransferEncoding encoding) => encoding switch
    {
        TransferEncoding.SevenBit => "7bit"u8,
        TransferEncoding.EightBit => "8bit"u8,
        TransferEncoding.QuotedPrintable => "quoted-printable"u8,
        TransferEncoding.Base64 => "base64"u8,
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// ASCII keeps to the advised length of a line, since encoding it costs next to nothing; other text goes as it is up to the hard limit where the server
    /// takes it, which saves a third and more.
    /// </summary>
    public static TransferEncoding Best(in TextTraits text, bool eightBit)
    {
        if (!text.IsAwkward && text.HighOctets == 0 && text.LongestLine <= AdvisedLine)
            return TransferEncoding.SevenBit;
        if (!text.IsAwkward && text.HighOctets > 0 && eightBit && text.LongestLine <= LongestLine)
            return TransferEncoding.EightBit;
        // An octet in quoted-printable takes three, in base64 four thirds: they meet at one in six.
        return text.HighOctets > text.Octets / 6 ? TransferEncoding.Base64 : TransferEncoding.QuotedPrintable;
    }
}
