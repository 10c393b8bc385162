namespace Ses.Composition.Internal.Bodies;

/// <summary>A node of the MIME tree.</summary>
internal abstract record BodyPart
{
    private BodyPart()
    {
    }

    /// <summary>The plain text.</summary>
    public sealed record Plain : BodyPart;

    /// <summary>The HTML.</summary>
    public sealed record Html : BodyPart;

    /// <summary>A part that is the same for all, with its header.</summary>
    public sealed record Fixed(ReadOnlyMemory<byte> Bytes) : BodyPart;

    /// <summary>Parts within a boundary.</summary>
    public sealed record Multipart(string Subtype, IReadOnlyList<BodyPart> Parts) : BodyPart;
}
