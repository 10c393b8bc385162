using Ses.Dns;
using Ses.Primitives;

namespace Ses.Domains.Internal;

/// <summary>Asks the DNS for what a domain must publish.</summary>
internal sealed class DomainChecker(IDnsResolver dns, DomainsOptions options, TimeSpan maxMailAge)
{
    private readonly DmarcDiscovery _dmarc = new(dns);

    /// <summary>The domain as the DNS shows it now.</summary>
    public async ValueTask<SenderDomain> CheckAsync(SenderDomain domain, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var judged = new List<DomainRecord>(domain.Records.Count);
        foreach (var record in domain.Records)
            judged.Add(DomainVerdict.Judge(record, await AskAsync(domain, record, cancellationToken).ConfigureAwait(false)));
        var rotated = KeyRotation.After(domain with { Records = judged }, maxMailAge, options, now);
        return DomainCheckSchedule.After(rotated, rotated.Records, now, options);
    }

    /// <summary>What is worth knowing before the records are published (guide, Sender Domain: no corporate mail domains).</summary>
    public async ValueTask<IReadOnlyList<string>> WarningsAsync(DomainName domain, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        var mx = await dns.GetMxAsync(domain.Value, cancellationToken).ConfigureAwait(false);
        if (mx.Records.Any(host => host.Host is "." or ""))
            warnings.Add($"{domain} takes no mail (null MX): answers to what it sends will bounce, and some receivers refuse such senders");
        else if (mx.Records.Count > 0)
            warnings.Add($"{domain} receives mail at {mx.Records[0].Host}: it looks like a corporate mail domain. To keep their records apart, rather send from a domain of its own below it: await client.Domains.CreateAsync(\"{Below(domain)}\")");
        var texts = await dns.GetTxtAsync(domain.Value, cancellationToken).ConfigureAwait(false);
        if (texts.Records.FirstOrDefault(text => text.StartsWith("v=spf1", StringComparison.OrdinalIgnoreCase)) is { } spf)
            warnings.Add($"{domain} has an SPF record already ({spf}): add to it and do not publish a second one, or rather send from a domain of its own below it, such as {Below(domain)}");
        return warnings;
    }

    // mail.example.com of example.com; below that, not mail again.
    private static string Below(DomainName domain) => $"{(domain.Value.StartsWith("mail.", StringComparison.Ordinal) ? "news" : "mail")}.{domain}";

    private async ValueTask<RecordAnswer> AskAsync(SenderDomain domain, DomainRecord record, CancellationToken cancellationToken)
    {
        if (record.Type == "MX")
        {
            var exchangers = await dns.GetMxAsync(record.Name, cancellationToken).ConfigureAwait(false);
            return new(exchangers.Status, [.. exchangers.Records.Select(mx => $"{mx.Preference} {mx.Host}")]);
        }

        var texts = record.Purpose == DomainRecordPurpose.Dmarc
            ? await _dmarc.FindAsync(domain.Name, record.Name, cancellationToken).ConfigureAwait(false)
            : await dns.GetTxtAsync(record.Name, cancellationToken).ConfigureAwait(false);
        return new(texts.Status, texts.Records);
    }
}
