using Ses.Primitives;

namespace Ses.Recipients.Internal;

/// <summary>
/// The addresses of a file, by their hashes: 16 octets an address and the air of a hash table, some 22 MB for a million. It is cut into many small tables, so
/// that one grows at a time and what it leaves is soon collected; a HashSet of a million takes 36 MB and as much again while it grows.
/// </summary>
internal sealed class AddressSet
{
    private const int Tables = 1_024;
    private const int FirstSlots = 8;

    private readonly UInt128[]?[] _tables = new UInt128[]?[Tables];
    private readonly int[] _counts = new int[Tables];
    private bool _hasZero;

    public bool Contains(AddressHash address) =>
        address.Value == UInt128.Zero ? _hasZero
        : _tables[TableOf(address)] is { } slots && slots[SlotOf(slots, address.Value)] == address.Value;

    public void Add(AddressHash address)
    {
        // Zero marks a free slot.
        _hasZero |= address.Value == UInt128.Zero;
        if (address.Value == UInt128.Zero || Contains(address))
            return;
        var table = TableOf(address);
        var slots = _tables[table] ??= new UInt128[FirstSlots];
        if (++_counts[table] > slots.Length * 7 / 8)
            slots = _tables[table] = Grown(slots);
        slots[SlotOf(slots, address.Value)] = address.Value;
    }

    private static UInt128[] Grown(UInt128[] slots)
    {
        var larger = new UInt128[slots.Length + slots.Length / 2];
        foreach (var value in slots)
        {
            if (value != UInt128.Zero)
                larger[SlotOf(larger, value)] = value;
        }

        return larger;
    }

    // The bits of a SHA-256 are evenly spread: the high ones choose the table, the low ones the slot.
    private static int TableOf(AddressHash address) => (int)(ulong)(address.Value >> 118);

    // Where a value stands, or would stand.
    private static int SlotOf(UInt128[] slots, UInt128 value)
    {
        var i = (int)(((ulong)(uint)value * (ulong)slots.Length) >> 32);
        while (slots[i] != UInt128.Zero && slots[i] != value)
            i = i + 1 < slots.Length ? i + 1 : 0;
        return i;
    }
}
