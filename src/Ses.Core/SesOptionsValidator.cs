using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ses.Primitives;
using Ses.Storage;

namespace Ses;

/// <summary>Checks options when the host starts: every broken rule at once, each with the option's name and value.</summary>
internal sealed class SesOptionsValidator(IServiceProviderIsService? services = null) : IValidateOptions<SesOptions>
{
    public ValidateOptionsResult Validate(string? name, SesOptions options)
    {
        var rules = new Rules();
        // Here, so that a host which only accepts mail, and runs no engine, learns it at its start too.
        if (services?.IsService(typeof(ISesStorage)) == false)
            rules.Broken.Add(NotConfigured.Storage().Message);
        CheckIdentity(options.Identity, rules);
        rules.Demand(options.Domains.DkimKeyBits is >= 1024 and <= 4096, "Domains.DkimKeyBits", options.Domains.DkimKeyBits, "1024 to 4096 bits");
        rules.Demand(options.Domains.PendingChecks.Count > 0, "Domains.PendingChecks", "empty", "at least one delay");
        rules.Demand(IsSelector(options.Domains.DkimSelector), "Domains.DkimSelector", options.Domains.DkimSelector, "a DNS label such as ses1, of 40 characters at most,");
        rules.AllPositive(options.Domains.PendingChecks, "Domains.PendingChecks");
        rules.Positive(options.Domains.PendingLifetime, "Domains.PendingLifetime");
        rules.Positive(options.Domains.VerifiedCheckInterval, "Domains.VerifiedCheckInterval");
        rules.NotNegative(options.Domains.LostGrace, "Domains.LostGrace");
        rules.Demand(options.Domains.KeyLifetime is not { } lifetime || lifetime > TimeSpan.Zero, "Domains.KeyLifetime", options.Domains.KeyLifetime, "more than zero, or null for never,");
        rules.Demand(options.Domains.NewKeyDelay >= TimeSpan.FromMinutes(1), "Domains.NewKeyDelay", options.Domains.NewKeyDelay, "at least a minute");
        rules.Demand(
            options.Domains.DkimEd25519Selector is null || (IsSelector(options.Domains.DkimEd25519Selector) && options.Domains.DkimEd25519Selector != options.Domains.DkimSelector),
            "Domains.DkimEd25519Selector", options.Domains.DkimEd25519Selector, "another DNS label than Domains.DkimSelector, or null for no second key");
        rules.Demand(
            options.Sending.UnsubscribeMailbox is null || Primitives.EmailAddress.TryParse(options.Sending.UnsubscribeMailbox, out _),
            "Sending.UnsubscribeMailbox", options.Sending.UnsubscribeMailbox, "an address such as leave@example.com, or null");
        rules.AtLeast(options.Addresses.MaxPerDomain, 1, "Addresses.MaxPerDomain");
        rules.AtLeast(options.Templates.MaxSourceOctets, 1, "Templates.MaxSourceOctets");
        rules.AtLeast(options.Templates.MaxDataOctets, 2, "Templates.MaxDataOctets");
        rules.AtLeast(options.Templates.MaxOutputLength, 1, "Templates.MaxOutputLength");
        rules.AtLeast(options.Templates.MaxSteps, 1, "Templates.MaxSteps");
        rules.AtLeast(options.Templates.MaxDepth, 0, "Templates.MaxDepth");
        rules.AtLeast(options.Recipients.MaxMembers, 1, "Recipients.MaxMembers");
        rules.AtLeast(options.Recipients.MaxImportRows, 1, "Recipients.MaxImportRows");
        rules.AtLeast(options.Templates.MaxOutputLength, 1, "Templates.MaxOutputLength");
        rules.AtLeast(options.Sending.MaxTo, 0, "Sending.MaxTo");
        rules.AtLeast(options.Sending.MaxCc, 0, "Sending.MaxCc");
        rules.AtLeast(options.Sending.MaxBcc, 0, "Sending.MaxBcc");
        rules.AtLeast(options.Sending.MaxAttachments, 0, "Sending.MaxAttachments");
        rules.AtLeast(options.Sending.MaxMessageOctets, 1, "Sending.MaxMessageOctets");
        rules.AtLeast(options.Sending.MaxSubjectLength, 1, "Sending.MaxSubjectLength");
        rules.AtLeast(options.Sending.MaxMarketingPerHour, 0, "Sending.MaxMarketingPerHour");
        rules.Positive(options.Sending.IdempotencyLifetime, "Sending.IdempotencyLifetime");
        rules.AtLeast(options.Delivery.MaxConcurrency, 1, "Delivery.MaxConcurrency");
        rules.Demand(options.Delivery.RetrySchedule.Count > 0, "Delivery.RetrySchedule", "empty", "at least one delay");
        rules.AllPositive(options.Delivery.RetrySchedule, "Delivery.RetrySchedule");
        foreach (var (why, schedule) in options.Delivery.RetrySchedules)
        {
            rules.Demand(schedule is { Count: > 0 }, $"Delivery.RetrySchedules[RetryClass.{why}]", "empty", "at least one delay");
            rules.AllPositive(schedule ?? [], $"Delivery.RetrySchedules[RetryClass.{why}]");
        }

        rules.Demand(options.Delivery.RetryJitter is >= 0 and <= 1, "Delivery.RetryJitter", options.Delivery.RetryJitter, "0 to 1");
        rules.Positive(options.Delivery.MaxAge, "Delivery.MaxAge");
        rules.Demand(options.Delivery.MaxPerSecondPerSite is null or > 0, "Delivery.MaxPerSecondPerSite", options.Delivery.MaxPerSecondPerSite, "more than 0, or null for no limit");
        rules.Demand(options.Delivery.MxPort is > 0 and <= 65535, "Delivery.MxPort", options.Delivery.MxPort, "1 to 65535");
        rules.Demand(options.Callbacks.Ports.Count > 0 && options.Callbacks.Ports.All(port => port is > 0 and <= 65535), "Callbacks.Ports", string.Join(", ", options.Callbacks.Ports), "at least one of 1 to 65535");
        rules.Demand(options.Callbacks.RetrySchedule.Count > 0, "Callbacks.RetrySchedule", "empty", "at least one delay");
        rules.AllPositive(options.Callbacks.RetrySchedule, "Callbacks.RetrySchedule");
        rules.Positive(options.Callbacks.Timeout, "Callbacks.Timeout");
        rules.Positive(options.Callbacks.MaxAge, "Callbacks.MaxAge");
        rules.Positive(options.Callbacks.KeepAttempts, "Callbacks.KeepAttempts");
        rules.NotNegative(options.Callbacks.SecretOverlap, "Callbacks.SecretOverlap");
        rules.AtLeast(options.Callbacks.DisableAfter, 1, "Callbacks.DisableAfter");
        rules.AtLeast(options.Callbacks.MaxConcurrencyPerEndpoint, 1, "Callbacks.MaxConcurrencyPerEndpoint");
        rules.AtLeast(options.Callbacks.MaxConcurrency, 1, "Callbacks.MaxConcurrency");
        rules.AtLeast(options.Feedback.MaxOctets, 1_024, "Feedback.MaxOctets");
        rules.Positive(options.Feedback.ReturnPathKeyAge, "Feedback.ReturnPathKeyAge");
        rules.Demand(options.Warmup.DailyQuotas.Count > 0, "Warmup.DailyQuotas", "empty", "at least one level");
        rules.Demand(options.Warmup.DailyQuotas.All(quota => quota >= 0), "Warmup.DailyQuotas", string.Join(", ", options.Warmup.DailyQuotas), "no number below 0");
        rules.Demand(
            options.Warmup.StartLevel >= 1 && options.Warmup.StartLevel <= options.Warmup.DailyQuotas.Count,
            "Warmup.StartLevel", options.Warmup.StartLevel, $"1 to {options.Warmup.DailyQuotas.Count}");
        rules.Demand(options.Warmup.TransactionalReserve is >= 0 and < 1, "Warmup.TransactionalReserve", options.Warmup.TransactionalReserve, "0 to below 1");
        rules.Positive(options.Retention.Deliveries, "Retention.Deliveries");
        rules.Positive(options.Retention.Content, "Retention.Content");
        rules.Positive(options.Retention.Transcripts, "Retention.Transcripts");
        rules.Positive(options.Retention.CheckInterval, "Retention.CheckInterval");
        rules.Positive(options.Engine.Heartbeat, "Engine.Heartbeat");
        rules.Positive(options.Engine.PollInterval, "Engine.PollInterval");
        rules.NotNegative(options.Engine.FenceMargin, "Engine.FenceMargin");
        rules.Positive(options.Engine.StallLimit, "Engine.StallLimit");
        rules.NotNegative(options.Engine.DrainTimeout, "Engine.DrainTimeout");
        rules.Demand(!string.IsNullOrWhiteSpace(options.Engine.NodeName), "Engine.NodeName", "empty", "a name");
        rules.Demand(
            options.Engine.LeaseTimeToLive >= options.Engine.Heartbeat + options.Engine.FenceMargin,
            "Engine.LeaseTimeToLive", options.Engine.LeaseTimeToLive, $"at least Engine.Heartbeat + Engine.FenceMargin ({options.Engine.Heartbeat + options.Engine.FenceMargin})");
        return rules.Broken.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(rules.Broken);
    }

    // From these follow the records that customers publish: what is wrong here would be wrong in every zone.
    private static void CheckIdentity(SesIdentity identity, Rules rules)
    {
        foreach (var ip in identity.SendingIps.Where(ip => !IPAddress.TryParse(ip, out _) && !IPNetwork.TryParse(ip, out _)))
            rules.Demand(false, "Identity.SendingIps", $"'{ip}'", "an address such as 192.0.2.7, or a network such as 192.0.2.0/28,");
        rules.Demand(identity.SpfInclude is null || DomainName.TryParse(identity.SpfInclude, out _), "Identity.SpfInclude", $"'{identity.SpfInclude}'", "a domain name, or null for none,");
        rules.Demand(IsLabel(identity.ReturnPathLabel), "Identity.ReturnPathLabel", $"'{identity.ReturnPathLabel}'", "a DNS label such as bounce");
        rules.Demand(identity.ReturnPathMx is null || DomainName.TryParse(identity.ReturnPathMx, out _), "Identity.ReturnPathMx", $"'{identity.ReturnPathMx}'", "a host name, or null for none,");
        rules.Demand(identity.EhloName is null || IsHost(identity.EhloName), "Identity.EhloName", $"'{identity.EhloName}'", "a host name, or null for the machine's,");
    }

    // A label of a name: what stands in "label.example" must be a domain name.
    private static bool IsLabel(string? text) => DomainName.TryParse($"{text}.example", out _);

    // Marks of the account and the day come behind it (DkimSelectors).
    private static bool IsSelector(string? text) => text is { Length: <= 40 } && IsLabel(text);

    private static bool IsHost(string text) => IsLabel(text) || DomainName.TryParse(text, out _);

    private sealed class Rules
    {
        public List<string> Broken { get; } = [];

        public void Demand(bool holds, string option, object? value, string rule)
        {
            if (!holds)
                Broken.Add(FormattableString.Invariant($"SesOptions.{option} is {value}; {rule} is expected: ses.Configure(o => o.{option} = …)"));
        }

        public void AtLeast(long value, long least, string option) => Demand(value >= least, option, value, $"at least {least}");

        public void Positive(TimeSpan value, string option) => Demand(value > TimeSpan.Zero, option, value, "more than zero");

        public void NotNegative(TimeSpan value, string option) => Demand(value >= TimeSpan.Zero, option, value, "zero or more");

        public void AllPositive(IEnumerable<TimeSpan> values, string option) =>
            Demand(values.All(value => value > TimeSpan.Zero), option, string.Join(", ", values), "a list of delays that are more than zero");
    }
}
