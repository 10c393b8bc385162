namespace Ses.Domains.Internal;

/// <summary>What a check of the DNS makes of a domain, and when the next one comes. Pure.</summary>
internal static class DomainCheckSchedule
{
    /// <summary>When a new domain is checked first.</summary>
    public static DateTimeOffset First(DateTimeOffset createdAt, DomainsOptions options) => createdAt + options.PendingChecks[0];

    /// <summary>The domain behind a check.</summary>
    /// <param name="domain">As it was before, but for its keys.</param>
    /// <param name="records">Judged.</param>
    /// <param name="now">When.</param>
    /// <param name="options">Intervals and grace.</param>
    public static SenderDomain After(SenderDomain domain, IReadOnlyList<DomainRecord> records, DateTimeOffset now, DomainsOptions options)
    {
        // Records of keys that come or go keep nobody from sending.
        var required = records.Where(record => record.Need == DomainRecordNeed.Required).ToList();
        var stands = required.TrueForAll(record => record.Status == DomainRecordStatus.Ok);
        // Silence of the DNS says nothing: only records that are known to be missing or wrong count against a verified domain.
        var fails = required.Exists(record => record.Status is DomainRecordStatus.Missing or DomainRecordStatus.Mismatch);
        var isNew = domain.Status == DomainStatus.PendingVerification;
        var lostAt = stands || isNew ? null : fails ? domain.LostAt ?? now : domain.LostAt;
        var isLost = lostAt is { } since && now - since >= options.LostGrace;
        var status = stands ? DomainStatus.Verified : isNew ? domain.Status : isLost ? DomainStatus.Lost : domain.Status;
        return domain with
        {
            Records = records,
            Status = status,
            VerifiedAt = domain.VerifiedAt ?? (stands ? now : null),
            LostAt = lostAt,
            CheckedAt = now,
            NextCheckAt = status == DomainStatus.PendingVerification
                ? NextPending(domain.CreatedAt, now, options)
                : Earlier(KeyRotation.BegunAt(domain) is { } begun ? NextPending(begun, now, options) : null, now + (lostAt is { } lost && lost + options.LostGrace > now ? Min(options.VerifiedCheckInterval, lost + options.LostGrace - now) : options.VerifiedCheckInterval)),
        };
    }

    private static DateTimeOffset? NextPending(DateTimeOffset createdAt, DateTimeOffset now, DomainsOptions options)
    {
        var planned = createdAt;
        for (var i = 0; planned <= now; i++)
            planned = i < options.PendingChecks.Count ? createdAt + options.PendingChecks[i] : Later(planned, now, options.PendingChecks[^1]);
        return planned <= createdAt + options.PendingLifetime ? planned : null;
    }

    // Behind the list, its last delay is repeated; whole periods are skipped at once.
    private static DateTimeOffset Later(DateTimeOffset planned, DateTimeOffset now, TimeSpan period) =>
        planned + (period * (1 + Math.Max(0, (now - planned).Ticks / period.Ticks)));

    private static DateTimeOffset Earlier(DateTimeOffset? left, DateTimeOffset right) => left < right ? left.Value : right;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
