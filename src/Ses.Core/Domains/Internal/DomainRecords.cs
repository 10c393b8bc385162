using Ses.Primitives;

namespace Ses.Domains.Internal;

/// <summary>The records that a domain must publish, derived from who we are. What is not set is not demanded. Pure.</summary>
internal static class DomainRecords
{
    public static IReadOnlyList<DomainRecord> For(DomainName domain, IReadOnlyList<DkimKey> keys, SesIdentity identity)
    {
        var records = keys.Select(key => Of(key, domain)).ToList();
        // SPF is asked of the envelope sender's domain: the return path's where there is one (RFC 7208 §2.4).
        if (SpfMechanisms(identity) is { Count: > 0 } mechanisms)
            records.Add(new(DomainRecordPurpose.Spf, "TXT", MailFromDomain(domain, identity), $"v=spf1 {string.Join(' ', mechanisms)} ~all"));
        if (identity.ReturnPathMx is { } host)
            records.Add(new(DomainRecordPurpose.ReturnPathMx, "MX", MailFromDomain(domain, identity), $"10 {host.TrimEnd('.')}"));
        records.Add(new(DomainRecordPurpose.Dmarc, "TXT", $"_dmarc.{domain}", "v=DMARC1; p=none"));
        return records;
    }

    /// <summary>The records of a domain whose keys have changed: theirs first, as they were found, then the others as they are.</summary>
    /// <param name="domain">The domain with its records so far.</param>
    /// <param name="keys">Its keys now.</param>
    /// <param name="maxAge">How long a mail is tried.</param>
    /// <param name="now">When.</param>
    public static IReadOnlyList<DomainRecord> WithKeys(SenderDomain domain, IReadOnlyList<DkimKey> keys, TimeSpan maxAge, DateTimeOffset now)
    {
        var known = domain.Records.Where(record => record.Purpose == DomainRecordPurpose.Dkim).ToDictionary(record => record.Name);
        return
        [
            .. keys.Select(key => Needed(key, known.GetValueOrDefault(NameOf(key, domain.Name)) ?? Of(key, domain.Name), keys, maxAge, now)),
            .. domain.Records.Where(record => record.Purpose != DomainRecordPurpose.Dkim),
        ];
    }

    public static string NameOf(DkimKey key, DomainName domain) => $"{key.Selector}._domainkey.{domain}";

    public static IReadOnlyList<string> SpfMechanisms(SesIdentity identity)
    {
        var mechanisms = identity.SendingIps.Select(ip => $"{(ip.Contains(':', StringComparison.Ordinal) ? "ip6" : "ip4")}:{ip}").ToList();
        if (identity.SpfInclude is { } include)
            mechanisms.Add($"include:{include}");
        return mechanisms;
    }

    private static DomainRecord Needed(DkimKey key, DomainRecord record, IReadOnlyList<DkimKey> keys, TimeSpan maxAge, DateTimeOffset now)
    {
        var need = KeyRotation.NeedOf(key, keys, now);
        var advice = (need, record.Status) switch
        {
            (DomainRecordNeed.Removable, _) => $"{record.Name} may be removed: nothing is signed with its key any more",
            (DomainRecordNeed.Retiring, DomainRecordStatus.Ok) => $"leave it until {KeyRotation.EndOf(key, maxAge):yyyy-MM-dd}: mail that it signed is still under way",
            _ => record.Advice,
        };
        return record with { Need = need, Advice = advice };
    }

    private static DomainRecord Of(DkimKey key, DomainName domain) =>
        new(DomainRecordPurpose.Dkim, "TXT", NameOf(key, domain), $"v=DKIM1; k={KeyType(key)}; p={key.PublicKey}");

    private static string KeyType(DkimKey key) => key.Algorithm == DkimAlgorithm.Ed25519Sha256 ? "ed25519" : "rsa";

    private static string MailFromDomain(DomainName domain, SesIdentity identity) =>
        identity.ReturnPathMx is null ? domain.Value : $"{identity.ReturnPathLabel}.{domain}";
}
