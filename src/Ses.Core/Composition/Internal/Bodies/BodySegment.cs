namespace Ses.Composition.Internal.Bodies;

/// <summary>What a body says anew for each recipient.</summary>
internal enum BodySlot
{
    /// <summary>Nothing: the segment is the same for all.</summary>
    None,

    /// <summary>The plain text.</summary>
    Plain,

    /// <summary>The HTML.</summary>
    Html,

    /// <summary>The line that says how the plain text is encoded.</summary>
    PlainEncoding,

    /// <summary>The line that says how the HTML is encoded.</summary>
    HtmlEncoding,

    /// <summary>The line of a multipart that says whether there are octets above 127 in it (RFC 2045 §6.4).</summary>
    MultipartEncoding,
}

/// <summary>A piece of a body: bytes that all recipients share, or a slot.</summary>
/// <param name="Bytes">Empty for a slot.</param>
/// <param name="IsCanonical">Whether the bytes are their own relaxed form, so that they are hashed without a look at each.</param>
/// <param name="Slot">What is written anew.</param>
internal readonly record struct BodySegment(ReadOnlyMemory<byte> Bytes, bool IsCanonical, BodySlot Slot);
