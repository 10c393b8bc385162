using Ses.Primitives;

namespace Ses.Domains.Internal;

/// <summary>The records that a domain must publish, derived from who we are. What is not set is not demanded. Pure.</summary>
internal static class DomainRecords
{
    public static IReadOnlyList<DomainRecord> For(DomainName domain, IReadOnlyList<DkimKey> keys, SesIdentity identity)
    {
        var records = keys
            .Select(key => new DomainRecord(DomainRecordPurpose.Dkim, "TXT", $"{key.Selector}._domainkey.{domain}", $"v=DKIM1; k={KeyType(key)}; p={key.PublicKey}"))
            .ToList();
        // SPF is asked of the envelope sender's domain: the return path's where there is one (RFC 7208 §2.4).
        if (SpfMechanisms(identity) is { Count: > 0 } mechanisms)
            records.Add(new(DomainRecordPurpose.Spf, "TXT", MailFromDomain(domain, identity), $"v=spf1 {string.Join(' ', mechanisms)} ~all"));
        if (identity.ReturnPathMx is { } host)
            records.Add(new(DomainRecordPurpose.ReturnPathMx, "MX", MailFromDomain(domain, identity), $"10 {host.TrimEnd('.')}"));
        records.Add(new(DomainRecordPurpose.Dmarc, "TXT", $"_dmarc.{domain}", "v=DMARC1; p=none"));
        return records;
    }

    private static string KeyType(DkimKey key) => key.Algorithm == DkimAlgorithm.Ed25519Sha256 ? "ed25519" : "rsa";

    public static IReadOnlyList<string> SpfMechanisms(SesIdentity identity)
    {
        var mechanisms = identity.SendingIps.Select(ip => $"{(ip.Contains(':', StringComparison.Ordinal) ? "ip6" : "ip4")}:{ip}").ToList();
        if (identity.SpfInclude is { } include)
            mechanisms.Add($"include:{include}");
        return mechanisms;
    }

    private static string MailFromDomain(DomainName domain, SesIdentity identity) =>
        identity.ReturnPathMx is null ? domain.Value : $"{identity.ReturnPathLabel}.{domain}";
}
