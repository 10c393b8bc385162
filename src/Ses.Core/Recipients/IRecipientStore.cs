using Ses.Primitives;

namespace Ses.Recipients;

/// <summary>Where recipient groups and their members are kept.</summary>
public interface IRecipientStore
{
    /// <summary>Stores a new, empty group under the account's next id; null where name or description is taken.</summary>
    ValueTask<RecipientGroup?> AddAsync(RecipientGroup group, CancellationToken cancellationToken);

    /// <summary>The group, or null.</summary>
    ValueTask<RecipientGroup?> FindAsync(AccountId account, RecipientGroupId group, CancellationToken cancellationToken);

    /// <summary>A page in the order of ids; <paramref name="search"/> is a part of the name, in any case of any script and with no wildcards; null for all.</summary>
    ValueTask<Page<RecipientGroup>> ListAsync(AccountId account, string? search, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Deletes the group and its members; false where there was none.</summary>
    ValueTask<bool> RemoveAsync(AccountId account, RecipientGroupId group, CancellationToken cancellationToken);

    /// <summary>
    /// Adds members, or gives known ones new variables in their old place, not beyond <see cref="MemberSlice.MaxMembers"/>; and saves the import's state under its key.
    /// A slice whose <see cref="MemberSlice.Number"/> is not behind the saved one was stored before: nothing is added.
    /// </summary>
    ValueTask<AddMembersResult> AddMembersAsync(MemberSlice slice, CancellationToken cancellationToken);

    /// <summary>The saved state of an import, or null.</summary>
    ValueTask<ImportState?> FindImportAsync(AccountId account, RecipientGroupId group, string importKey, CancellationToken cancellationToken);

    /// <summary>Members with an ordinal behind <paramref name="afterOrdinal"/>, in its order.</summary>
    ValueTask<IReadOnlyList<GroupMember>> ReadMembersAsync(
        AccountId account, RecipientGroupId group, long afterOrdinal, int max, CancellationToken cancellationToken);

    /// <summary>Takes a member out; false where it was not in. Added again, it gets a new ordinal.</summary>
    ValueTask<bool> RemoveMemberAsync(AccountId account, RecipientGroupId group, AddressHash address, CancellationToken cancellationToken);
}

/// <summary>Members on their way into a group.</summary>
/// <param name="Account">Whose group.</param>
/// <param name="Group">The group.</param>
/// <param name="Members">The members; no address twice.</param>
/// <param name="MaxMembers">The group's limit.</param>
/// <param name="Import">State to be saved with them; null for an import without a key.</param>
public sealed record MemberSlice(
    AccountId Account, RecipientGroupId Group, IReadOnlyList<GroupMember> Members, long MaxMembers, ImportState? Import)
{
    /// <summary>The number of this slice within its import, from 1; 0 without a key.</summary>
    public long Number => Import?.Slices ?? 0;
}

/// <summary>How far a resumable import has come.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Slices">Slices stored.</param>
/// <param name="Rows">Rows of the file that they cover.</param>
/// <param name="Report">The report so far and what tells the file from another, as JSON.</param>
/// <param name="IsFinished">True behind the last row.</param>
public sealed record ImportState(string Key, long Slices, long Rows, string Report, bool IsFinished)
{
    /// <summary>Its key.</summary>
    public string Key { get; init => field = StorableText.Of(value); } = StorableText.Of(Key);

    /// <summary>The report so far.</summary>
    public string Report { get; init => field = StorableText.Of(value); } = StorableText.Of(Report);
}

/// <summary>What came of adding members.</summary>
/// <param name="Status">Whether they were stored.</param>
/// <param name="Added">New members.</param>
/// <param name="Updated">Known members with new variables.</param>
public readonly record struct AddMembersResult(AddMembersStatus Status, int Added, int Updated);

/// <summary>Whether members were stored.</summary>
public enum AddMembersStatus
{
    /// <summary>Stored.</summary>
    Stored,

    /// <summary>This slice was stored before.</summary>
    Repeated,

    /// <summary>The group does not exist.</summary>
    NotFound,

    /// <summary>The group would grow beyond its limit: nothing was stored.</summary>
    Full,
}
