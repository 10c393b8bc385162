using Ses.Primitives;
using Ses.Recipients;

namespace Ses.Storage.InMemory;

/// <summary>A group with its members in the order of their ordinals.</summary>
internal sealed class GroupRow(RecipientGroup group)
{
    private readonly List<GroupMember> _members = [];
    private readonly Dictionary<AddressHash, long> _ordinals = [];
    private long _lastOrdinal;

    public RecipientGroup Group { get; private set; } = group;

    public Dictionary<string, ImportState> Imports { get; } = [];

    public bool Has(AddressHash address) => _ordinals.ContainsKey(address);

    public void Put(GroupMember member, AddressHash address)
    {
        if (_ordinals.TryGetValue(address, out var ordinal))
        {
            _members[IndexOf(ordinal)] = member with { Ordinal = ordinal };
            return;
        }

        _ordinals[address] = ++_lastOrdinal;
        _members.Add(member with { Ordinal = _lastOrdinal });
        Count();
    }

    public bool Remove(AddressHash address)
    {
        if (!_ordinals.Remove(address, out var ordinal))
            return false;
        _members.RemoveAt(IndexOf(ordinal));
        Count();
        return true;
    }

    public IReadOnlyList<GroupMember> Read(long afterOrdinal, int max)
    {
        var start = IndexOf(afterOrdinal + 1);
        return start >= _members.Count ? [] : _members.GetRange(start, (int)Math.Min(max, _members.Count - start));
    }

    private void Count() => Group = Group with { Count = _members.Count };

    /// <summary>Where a member of this ordinal stands, or would stand.</summary>
    private int IndexOf(long ordinal)
    {
        var (low, high) = (0, _members.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_members[middle].Ordinal < ordinal)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
