namespace Ses.Composition.Internal.Bodies;

/// <summary>A text as it travels: where it stands, and how it is encoded.</summary>
internal readonly record struct EncodedText(ByteBuffer? Buffer, int Start, int Length, TransferEncoding Encoding)
{
    public ReadOnlySpan<byte> Bytes => Buffer is null ? [] : Buffer.Written.Slice(Start, Length);

    /// <summary>The same with a line end behind its last line.</summary>
    public EncodedText Ended()
    {
        if (Length == 0 || Bytes.EndsWith("\r\n"u8))
            return this;
        Buffer!.Append("\r\n"u8);
        return this with { Length = Length + 2 };
    }
}

/// <summary>Brings texts into the form in which they travel.</summary>
internal static class TextEncoder
{
    /// <summary>Encodes a text; one that can stay as it is stays where it is.</summary>
    /// <param name="text">Canonical text.</param>
    /// <param name="eightBit">Whether the server takes octets above 127.</param>
    /// <param name="encoded">Takes what must be encoded.</param>
    public static EncodedText Encode(ByteBuffer text, bool eightBit, ByteBuffer encoded)
    {
        var encoding = TransferEncodings.Best(CanonicalText.TraitsOf(text.Written), eightBit);
        if (encoding is TransferEncoding.SevenBit or TransferEncoding.EightBit)
            return new(text, 0, text.Length, encoding);
        var start = encoded.Length;
        if (encoding == TransferEncoding.QuotedPrintable)
            QuotedPrintable.Append(text.Written, encoded);
        else
            Base64Lines.Append(text.Written, encoded);
        return new(encoded, start, encoded.Length - start, encoding);
    }
}
