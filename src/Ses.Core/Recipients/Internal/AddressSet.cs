using Ses.Primitives;

namespace Ses.Recipients.Internal;

/// <summary>
/// The addresses of a file, by 106 bits of their hashes: 12 octets an address and the air of a hash table, some 16 MB for a million. Two addresses of a million are taken
/// for one once in 10^20 files. It is cut into many small tables, so that one grows at a time and what it leaves is soon collected; a HashSet of a million takes 36 MB
/// and as much again while it grows.
/// </summary>
internal sealed class AddressSet
{
    private const int Tables = 1_024;

    private readonly Table[] _tables = new Table[Tables];

    public bool Contains(AddressHash address) => _tables[TableOf(address)].Contains(new(address));

    public void Add(AddressHash address) => _tables[TableOf(address)].Add(new(address));

    // The bits of a SHA-256 are evenly spread: the high ones choose the table, the low ones the slot.
    private static int TableOf(AddressHash address) => (int)(ulong)(address.Value >> 118);

    /// <summary>What of a hash its table does not tell. Zero in the first 64 marks a free slot.</summary>
    private readonly record struct Key(ulong Low, uint High)
    {
        public Key(AddressHash address)
            : this(Math.Max((ulong)address.Value, 1), (uint)(address.Value >> 64))
        {
        }
    }

    private struct Table
    {
        private const int FirstSlots = 8;

        private ulong[]? _low;
        private uint[] _high;
        private int _count;

        public readonly bool Contains(Key key) => _low is not null && _low[SlotOf(key)] != 0;

        public void Add(Key key)
        {
            if (Contains(key))
                return;
            if (_low is null || _count >= _low.Length * 7 / 8)
                Grow();
            _count++;
            Put(key);
        }

        private void Grow()
        {
            var (low, high) = (_low ?? [], _high);
            var slots = low.Length == 0 ? FirstSlots : low.Length + low.Length / 2;
            (_low, _high) = (new ulong[slots], new uint[slots]);
            for (var i = 0; i < low.Length; i++)
            {
                if (low[i] != 0)
                    Put(new(low[i], high[i]));
            }
        }

        private readonly void Put(Key key)
        {
            var slot = SlotOf(key);
            (_low![slot], _high[slot]) = (key.Low, key.High);
        }

        // Where a key stands, or would stand.
        private readonly int SlotOf(Key key)
        {
            var i = (int)(((ulong)(uint)key.Low * (ulong)_low!.Length) >> 32);
            while (_low[i] != 0 && (_low[i] != key.Low || _high[i] != key.High))
                i = i + 1 < _low.Length ? i + 1 : 0;
            return i;
        }
    }
}
