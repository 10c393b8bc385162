using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>What of the options and settings the fold needs to know.</summary>
public sealed record SettlementRules
{
    /// <summary>How long an address is blocked that does not exist; 180 days by default (guide, Invalid Address Blocking).</summary>
    public TimeSpan InvalidAddressBlock { get; init; } = TimeSpan.FromDays(180);

    /// <summary>Streams whose uncertain deliveries are held for a person's decision; the others' are sent again. Empty by default.</summary>
    public IReadOnlySet<MailStream> HoldUncertain { get; init; } = new HashSet<MailStream>();

    /// <summary>Domains whose recipients never count in blocklists: mailbox simulators.</summary>
    public IReadOnlySet<DomainName> SimulatorDomains { get; init; } = new HashSet<DomainName>();
}
