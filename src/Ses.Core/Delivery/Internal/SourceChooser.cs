using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ses.Primitives;

namespace Ses.Delivery.Internal;

/// <summary>
/// Chooses the source for a recipient by rendezvous hashing: the same recipient sees the same address each time, as greylisting wants it, and when one
/// address goes, only its own recipients see another. Pure.
/// </summary>
internal static class SourceChooser
{
    public static SourceAddress? Choose(IReadOnlyList<SourceAddress> sources, AddressHash recipient)
    {
        if (sources.Count <= 1)
            return sources.Count == 0 ? null : sources[0];
        return sources.MaxBy(source => Weight(source, recipient));
    }

    private static ulong Weight(SourceAddress source, AddressHash recipient)
    {
        Span<byte> input = stackalloc byte[16 + 64];
        BinaryPrimitives.WriteUInt128BigEndian(input, recipient.Value);
        var length = 16 + Encoding.ASCII.GetBytes(source.Address.ToString(), input[16..]);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(input[..length], digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }
}
