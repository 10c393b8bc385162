using Ses.Primitives;
using Ses.Recipients;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class RecipientRoom(Tables tables) : IRecipientStore
{
    public ValueTask<RecipientGroup?> AddAsync(RecipientGroup group, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (tables.Groups.Values.Any(row => row.Group.Account == group.Account && (row.Group.Name == group.Name || row.Group.Description == group.Description)))
                return new((RecipientGroup?)null);
            var added = group with { Id = new(tables.NextId(group.Account, "group")), Count = 0 };
            tables.Groups.Add((added.Account, added.Id), new(added));
            return new(added);
        }
    }

    public ValueTask<RecipientGroup?> FindAsync(AccountId account, RecipientGroupId group, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Groups.GetValueOrDefault((account, group))?.Group);
    }

    public ValueTask<Page<RecipientGroup>> ListAsync(AccountId account, string? search, PageRequest page, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var rows = tables.Groups.Values
                .Select(row => row.Group)
                .Where(group => group.Account == account && (search is null || group.Name.Contains(search, StringComparison.OrdinalIgnoreCase)));
            return new(Paging.Page(rows, group => Paging.Key(group.Id.Value), page));
        }
    }

    public ValueTask<bool> RemoveAsync(AccountId account, RecipientGroupId group, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Groups.Remove((account, group)));
    }

    public ValueTask<AddMembersResult> AddMembersAsync(MemberSlice slice, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (!tables.Groups.TryGetValue((slice.Account, slice.Group), out var row))
                return new(new AddMembersResult(AddMembersStatus.NotFound, 0, 0));
            if (slice.Import is { } import && row.Imports.TryGetValue(import.Key, out var saved) && slice.Number <= saved.Slices)
                return new(new AddMembersResult(AddMembersStatus.Repeated, 0, 0));
            var members = slice.Members.Select(member => (Member: member, Hash: AddressHash.Of(member.Address))).ToList();
            var fresh = members.Where(entry => !row.Has(entry.Hash)).Select(entry => entry.Hash).Distinct().Count();
            if (row.Group.Count + fresh > slice.MaxMembers)
                return new(new AddMembersResult(AddMembersStatus.Full, 0, 0));
            foreach (var (member, hash) in members)
                row.Put(member, hash);
            if (slice.Import is { } state)
                row.Imports[state.Key] = state;
            return new(new AddMembersResult(AddMembersStatus.Stored, fresh, members.Count - fresh));
        }
    }

    public ValueTask<ImportState?> FindImportAsync(AccountId account, RecipientGroupId group, string importKey, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Groups.GetValueOrDefault((account, group))?.Imports.GetValueOrDefault(importKey));
    }

    public ValueTask<IReadOnlyList<GroupMember>> ReadMembersAsync(
        AccountId account, RecipientGroupId group, long afterOrdinal, int max, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Groups.TryGetValue((account, group), out var row) ? row.Read(afterOrdinal, max) : []);
    }

    public ValueTask<bool> RemoveMemberAsync(AccountId account, RecipientGroupId group, AddressHash address, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Groups.TryGetValue((account, group), out var row) && row.Remove(address));
    }
}
