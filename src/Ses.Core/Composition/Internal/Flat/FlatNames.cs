using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ses.Composition.Internal.Flat;

/// <summary>The names of variables in UTF-8, numbered.</summary>
internal sealed class FlatNames
{
    private readonly Dictionary<byte[], int> _numbers = new(new OctetComparer());
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public FlatNames() => _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count => _numbers.Count;

    public int Add(string name)
    {
        var octets = Encoding.UTF8.GetBytes(name);
        return _numbers.TryGetValue(octets, out var known) ? known : _numbers[octets] = _numbers.Count;
    }

    /// <summary>The number; -1 for a name that no text has.</summary>
    public int Find(ReadOnlySpan<byte> name) => _lookup.TryGetValue(name, out var number) ? number : -1;

    private sealed class OctetComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
