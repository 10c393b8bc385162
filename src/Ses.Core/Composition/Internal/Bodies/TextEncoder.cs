namespace Ses.Composition.Internal.Bodies;

/// <summary>A text as it travels: where it stands in <see cref="Workspace.Encoded"/>, and how it is encoded.</summary>
internal readonly record struct EncodedText(int Start, int Length, TransferEncoding Encoding);

/// <summary>Brings texts into the form in which they travel.</summary>
internal static class TextEncoder
{
    /// <summary>Appends a text to <see cref="Workspace.Encoded"/>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="eightBit">Whether the server takes octets above 127.</param>
    /// <param name="work">The buffers.</param>
    public static EncodedText Encode(ReadOnlySpan<char> text, bool eightBit, Workspace work)
    {
        work.Utf8.Clear();
        var traits = CanonicalText.Append(text, work.Utf8);
        var encoding = TransferEncodings.Best(traits, eightBit);
        var start = work.Encoded.Length;
        if (encoding == TransferEncoding.QuotedPrintable)
            QuotedPrintable.Append(work.Utf8.Written, work.Encoded);
        else if (encoding == TransferEncoding.Base64)
            Base64Lines.Append(work.Utf8.Written, work.Encoded);
        else
            work.Encoded.Append(work.Utf8.Written);
        return new(start, work.Encoded.Length - start, encoding);
    }
}
