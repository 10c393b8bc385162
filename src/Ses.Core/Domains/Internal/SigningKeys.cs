namespace Ses.Domains.Internal;

/// <summary>
/// Which keys of a domain sign a mail: those in use when it was accepted, so that a retry repeats its signatures however many keys came since. Keys that were made
/// together sign together. Where a private key is destroyed, the next ones sign.
/// </summary>
internal sealed class SigningKeys
{
    private readonly List<DkimKey[]> _generations;

    public SigningKeys(IReadOnlyList<DkimKey> keys)
    {
        var whole = keys.Where(key => !key.ProtectedPrivateKey.IsEmpty).ToList();
        var inUse = whole.Exists(key => key.UsedFrom is not null) ? whole.Where(key => key.UsedFrom is not null) : whole;
        _generations = [.. inUse.GroupBy(key => key.UsedFrom).OrderByDescending(group => group.Key).Select(group => group.ToArray())];
    }

    /// <summary>The keys that sign what was accepted at a time; the same list for all such times.</summary>
    public IReadOnlyList<DkimKey> At(DateTimeOffset acceptedAt)
    {
        foreach (var generation in _generations)
        {
            if (generation[0].UsedFrom is not { } from || from <= acceptedAt)
                return generation;
        }

        return _generations.Count == 0 ? [] : _generations[^1];
    }
}
