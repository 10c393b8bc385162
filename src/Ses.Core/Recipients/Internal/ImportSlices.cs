using Ses.Primitives;

namespace Ses.Recipients.Internal;

/// <summary>Stores an import's members, a slice a transaction, with the import's state where it has a key.</summary>
internal sealed class ImportSlices(
    IRecipientStore store, AccountId account, RecipientGroupId group, RecipientsOptions limits, string? key, ImportState? saved) : IDisposable
{
    private readonly List<GroupMember> _members = [];
    private readonly ImportFingerprint? _fingerprint = key is null ? null : new();
    private long _slices = saved?.Slices ?? 0;

    /// <summary>The hash of the rows noted; empty without a key.</summary>
    public string Fingerprint => _fingerprint?.Value ?? "";

    /// <summary>Takes a row into the file's hash.</summary>
    public void Note(CsvReader row) => _fingerprint?.Add(row);

    public void Add(GroupMember member) => _members.Add(member);

    /// <summary>Stores what was added since the last time.</summary>
    /// <param name="run">The reading.</param>
    /// <param name="report">Its report, where that was all; null where more may come.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask StoreAsync(ImportRun run, ImportReport? report, CancellationToken cancellationToken)
    {
        var state = key is null ? null : new ImportState(key, ++_slices, run.Total, new ImportCheckpoint(Fingerprint, run.Updated, report).ToJson(), report is not null);
        if (_members.Count == 0 && state is null)
            return;
        var result = await store.AddMembersAsync(new(account, group, [.. _members], limits.MaxMembers, state), cancellationToken).ConfigureAwait(false);
        switch (result.Status)
        {
            case AddMembersStatus.Stored:
                run.Updated += result.Updated;
                break;
            case AddMembersStatus.NotFound:
                throw new SesException(SesErrorCode.NotFound, $"the recipient group {group} was deleted during the import");
            case AddMembersStatus.Full:
                throw new SesException(
                    SesErrorCode.LimitExceeded,
                    $"the recipient group would have more than {limits.MaxMembers} recipients; {run.Valid - _members.Count} of this file are in it, the rest was not read. For more: ses.Configure(o => o.Recipients.MaxMembers = …)");
            default:
                throw new SesException(
                    SesErrorCode.Conflict, $"another import with the key '{key}' is under way in this group; when it has ended, the same call gives its report", isTransient: true);
        }

        _members.Clear();
    }

    public void Dispose() => _fingerprint?.Dispose();
}
