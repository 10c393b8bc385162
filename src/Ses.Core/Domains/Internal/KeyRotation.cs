namespace Ses.Domains.Internal;

/// <summary>
/// How keys follow each other. New ones wait until the DNS shows all their records, then sign what is accepted from a little later on; the old ones' records stay until
/// nothing that they signed is under way, then their private keys are destroyed, and once the records are gone they are forgotten. Pure.
/// </summary>
internal static class KeyRotation
{
    // Behind its last attempt a mail may still be forwarded or wait in somebody's queue for some days.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(4);

    /// <summary>Whether new keys wait for their records.</summary>
    public static bool IsUnderWay(SenderDomain domain) => BegunAt(domain) is not null;

    /// <summary>Whether the keys have grown so old that new ones are to be made.</summary>
    public static bool IsDue(SenderDomain domain, DomainsOptions options, DateTimeOffset now) =>
        options.KeyLifetime is { } lifetime && domain.Status == DomainStatus.Verified && !IsUnderWay(domain) && domain.Keys.Max(key => key.UsedFrom) + lifetime <= now;

    /// <summary>The domain with new keys, which wait; it is checked like a new domain until their records are seen.</summary>
    public static SenderDomain Begin(SenderDomain domain, IReadOnlyList<DkimKey> keys, TimeSpan maxAge, DomainsOptions options, DateTimeOffset now)
    {
        var first = DomainCheckSchedule.First(now, options);
        return WithKeys(domain, [.. domain.Keys, .. keys], maxAge, now) with { NextCheckAt = domain.NextCheckAt < first ? domain.NextCheckAt : first };
    }

    /// <summary>When the keys that wait were made; null where none do.</summary>
    public static DateTimeOffset? BegunAt(SenderDomain domain) => domain.Keys.FirstOrDefault(key => IsNext(key, domain.Keys))?.CreatedAt;

    /// <summary>The domain behind a check of its records.</summary>
    /// <param name="domain">With its records as they were found.</param>
    /// <param name="maxAge">How long a mail is tried.</param>
    /// <param name="options">When new keys begin to sign.</param>
    /// <param name="now">When.</param>
    public static SenderDomain After(SenderDomain domain, TimeSpan maxAge, DomainsOptions options, DateTimeOffset now)
    {
        var statuses = domain.Records.Where(record => record.Purpose == DomainRecordPurpose.Dkim).ToDictionary(record => record.Name, record => record.Status);
        DomainRecordStatus StatusOf(DkimKey key) => statuses.GetValueOrDefault(DomainRecords.NameOf(key, domain.Name));
        var keys = domain.Keys.Where(key => !(key.ProtectedPrivateKey.IsEmpty && StatusOf(key) is DomainRecordStatus.Missing or DomainRecordStatus.Mismatch)).ToList();
        var next = keys.Where(key => IsNext(key, keys)).ToList();
        if (next.Count > 0 && next.TrueForAll(key => StatusOf(key) == DomainRecordStatus.Ok))
            keys = Follow(keys, now + options.NewKeyDelay);
        return WithKeys(domain, keys.ConvertAll(key => EndOf(key, maxAge) <= now ? key with { ProtectedPrivateKey = default } : key), maxAge, now);
    }

    /// <summary>What the record of a key is needed for.</summary>
    public static DomainRecordNeed NeedOf(DkimKey key, IReadOnlyList<DkimKey> all, DateTimeOffset now)
    {
        if (key.ProtectedPrivateKey.IsEmpty && key.RetiredAt is not null)
            return DomainRecordNeed.Removable;
        if (IsNext(key, all))
            return DomainRecordNeed.Next;
        return key.RetiredAt <= now ? DomainRecordNeed.Retiring : DomainRecordNeed.Required;
    }

    /// <summary>When nothing that a key signed is under way any more; null while none follows it.</summary>
    public static DateTimeOffset? EndOf(DkimKey key, TimeSpan maxAge) => key.RetiredAt + maxAge + Margin;

    private static bool IsNext(DkimKey key, IReadOnlyList<DkimKey> all) => key.UsedFrom is null && all.Any(other => other.UsedFrom is not null);

    private static List<DkimKey> Follow(List<DkimKey> keys, DateTimeOffset from) =>
    [
        .. keys.Where(key => key.UsedFrom is null).Select(key => key with { UsedFrom = from }),
        .. keys.Where(key => key.UsedFrom is not null).Select(key => key with { RetiredAt = key.RetiredAt ?? from }),
    ];

    private static SenderDomain WithKeys(SenderDomain domain, IReadOnlyList<DkimKey> keys, TimeSpan maxAge, DateTimeOffset now) =>
        domain with { Keys = keys, Records = DomainRecords.WithKeys(domain, keys, maxAge, now) };
}
