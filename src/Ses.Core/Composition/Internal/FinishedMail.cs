using System.Buffers;

namespace Ses.Composition.Internal;

/// <summary>A mail that is the same for all its recipients, signatures and all.</summary>
/// <param name="Head">Up to the empty line behind the header.</param>
/// <param name="Body">The body's pieces.</param>
internal sealed record FinishedMail(ReadOnlyMemory<byte> Head, IReadOnlyList<ReadOnlyMemory<byte>> Body)
{
    public void Write(IBufferWriter<byte> destination)
    {
        destination.Write(Head.Span);
        foreach (var piece in Body)
            destination.Write(piece.Span);
    }
}
