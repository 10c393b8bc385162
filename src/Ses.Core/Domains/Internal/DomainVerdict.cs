using Ses.Dns;

namespace Ses.Domains.Internal;

/// <summary>What the DNS said of one record's name: text records, or mail exchangers.</summary>
/// <param name="Status">Whether there was an answer.</param>
/// <param name="Values">Text, or <c>preference host</c>.</param>
internal sealed record RecordAnswer(DnsStatus Status, IReadOnlyList<string> Values);

/// <summary>Compares what should be published with what is. Pure.</summary>
internal static class DomainVerdict
{
    /// <summary>The record with what was found, whether that will do, and what to do if not.</summary>
    public static DomainRecord Judge(DomainRecord record, RecordAnswer answer)
    {
        if (answer.Status is DnsStatus.ServerFailure or DnsStatus.Timeout)
            return record with { Status = DomainRecordStatus.Unknown, Advice = $"the DNS did not answer for {record.Name} ({answer.Status}); it is asked again" };
        var verdict = record.Purpose switch
        {
            DomainRecordPurpose.Dkim => Dkim(record, answer.Values),
            DomainRecordPurpose.Spf => Spf(record, answer.Values),
            DomainRecordPurpose.Dmarc => Dmarc(record, answer.Values),
            _ => ReturnPathMx(record, answer.Values),
        };
        return record with
        {
            CurrentValue = verdict.Current,
            Status = verdict.Problem is null ? DomainRecordStatus.Ok : verdict.Current is null ? DomainRecordStatus.Missing : DomainRecordStatus.Mismatch,
            Advice = verdict.Problem ?? verdict.Hint,
        };
    }

    private readonly record struct Verdict(string? Current, string? Problem, string? Hint = null);

    private static Verdict Dkim(DomainRecord record, IReadOnlyList<string> texts)
    {
        var expected = TagList.Parse(record.ExpectedValue);
        foreach (var text in texts)
        {
            var tags = TagList.Parse(text);
            if (tags.TryGetValue("p", out var key) && key == expected["p"] && tags.GetValueOrDefault("v", "DKIM1") == "DKIM1" && tags.GetValueOrDefault("k", "rsa") == expected["k"])
                return texts.Count == 1 ? new(text, null) : new(text, "there is more than one TXT record of this name: delete the others");
        }

        // What is no key at all is a wildcard's text, which a record of the name's own replaces.
        if (texts.FirstOrDefault(text => TagList.Parse(text).ContainsKey("p")) is not { } other)
            return new(null, $"publish a TXT record {record.Name} with the value: {record.ExpectedValue}");
        return new(other, TagList.Parse(other).GetValueOrDefault("p") == ""
            ? $"the published key is revoked (p= is empty): replace it by: {record.ExpectedValue}"
            : $"the published key is another one: replace it by: {record.ExpectedValue}");
    }

    private static Verdict Spf(DomainRecord record, IReadOnlyList<string> texts)
    {
        var policies = texts.Where(text => text.Split(' ')[0].Equals("v=spf1", StringComparison.OrdinalIgnoreCase)).ToList();
        if (policies.Count == 0)
            return new(null, $"publish a TXT record {record.Name} with the value: {record.ExpectedValue}");
        var wanted = Mechanisms(record.ExpectedValue);
        if (policies.Count > 1)
            return new(string.Join(" | ", policies), $"there are {policies.Count} SPF records, and receivers accept one only (RFC 7208 §4.5): merge them into: {Merge(policies, wanted)}");
        var present = Mechanisms(policies[0]);
        var missing = wanted.Where(mechanism => !present.Contains(mechanism, StringComparer.OrdinalIgnoreCase)).ToList();
        if (missing.Count > 0)
            return new(policies[0], $"the SPF record lacks {string.Join(' ', missing)}: change it to: {Merge(policies, wanted)}");
        return Terms(policies[0]).Any(term => term.ToLowerInvariant() is "+all" or "all")
            ? new(policies[0], $"'+all' lets everybody send as this domain: change it to: {Merge(policies, wanted)}")
            : new(policies[0], null);
    }

    private static Verdict Dmarc(DomainRecord record, IReadOnlyList<string> texts)
    {
        var policies = texts.Where(DmarcDiscovery.IsPolicy).ToList();
        if (policies.Count == 0)
            return new(null, $"publish a TXT record {record.Name} with the value: {record.ExpectedValue}");
        if (policies.Count > 1)
            return new(string.Join(" | ", policies), "there is more than one DMARC record, so none counts: keep one");
        var policy = TagList.Parse(policies[0]).GetValueOrDefault("p", "");
        return policy.ToLowerInvariant() is "none" or "quarantine" or "reject"
            ? new(policies[0], null)
            : new(policies[0], "the record needs p=none, p=quarantine or p=reject");
    }

    private static Verdict ReturnPathMx(DomainRecord record, IReadOnlyList<string> exchangers)
    {
        if (exchangers.Count == 0)
            return new(null, $"publish an MX record {record.Name} with the value: {record.ExpectedValue}");
        var expected = Host(record.ExpectedValue);
        var current = string.Join(", ", exchangers);
        return exchangers.All(exchanger => Host(exchanger).Equals(expected, StringComparison.OrdinalIgnoreCase))
            ? new(current, null)
            : new(current, $"bounces would go to another host: let the only MX be: {record.ExpectedValue}");
    }

    private static string Host(string exchanger) => exchanger[(exchanger.IndexOf(' ', StringComparison.Ordinal) + 1)..].TrimEnd('.');

    private static IEnumerable<string> Terms(string policy) => policy.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1);

    // A redirect counts only where there is no "all" (RFC 7208 §6.1), which every policy of ours ends with: merged, it becomes an include.
    private static List<string> Mechanisms(string policy) =>
    [
        .. Terms(policy)
            .Where(term => !term.TrimStart('+', '-', '~', '?').Equals("all", StringComparison.OrdinalIgnoreCase))
            .Select(term => term.StartsWith("redirect=", StringComparison.OrdinalIgnoreCase) ? $"include:{term["redirect=".Length..]}" : term.TrimStart('+')),
    ];

    private static string Merge(IReadOnlyList<string> policies, List<string> wanted)
    {
        var all = policies.SelectMany(Terms).Any(term => term.Equals("-all", StringComparison.OrdinalIgnoreCase)) ? "-all" : "~all";
        return $"v=spf1 {string.Join(' ', policies.SelectMany(Mechanisms).Concat(wanted).Distinct(StringComparer.OrdinalIgnoreCase))} {all}";
    }
}
