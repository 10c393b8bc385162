using Microsoft.Extensions.Options;

namespace Ses;

/// <summary>Checks options when the host starts: every broken rule at once, each with the option's name and value.</summary>
internal sealed class SesOptionsValidator : IValidateOptions<SesOptions>
{
    public ValidateOptionsResult Validate(string? name, SesOptions options)
    {
        var rules = new Rules();
        rules.Demand(options.Domains.DkimKeyBits is >= 1024 and <= 4096, "Domains.DkimKeyBits", options.Domains.DkimKeyBits, "1024 to 4096 bits");
        rules.Demand(options.Domains.PendingChecks.Count > 0, "Domains.PendingChecks", "empty", "at least one delay");
        rules.Demand(options.Domains.DkimSelector.Length > 0, "Domains.DkimSelector", "empty", "a DNS label");
        rules.AtLeast(options.Addresses.MaxPerDomain, 1, "Addresses.MaxPerDomain");
        rules.AtLeast(options.Templates.MaxSourceOctets, 1, "Templates.MaxSourceOctets");
        rules.AtLeast(options.Templates.MaxDataOctets, 2, "Templates.MaxDataOctets");
        rules.AtLeast(options.Recipients.MaxMembers, 1, "Recipients.MaxMembers");
        rules.AtLeast(options.Recipients.MaxImportRows, 1, "Recipients.MaxImportRows");
        rules.AtLeast(options.Sending.MaxSubjectLength, 1, "Sending.MaxSubjectLength");
        rules.AtLeast(options.Delivery.MaxConcurrency, 1, "Delivery.MaxConcurrency");
        rules.Demand(options.Delivery.RetrySchedule.Count > 0, "Delivery.RetrySchedule", "empty", "at least one delay");
        rules.Demand(options.Delivery.RetryJitter is >= 0 and <= 1, "Delivery.RetryJitter", options.Delivery.RetryJitter, "0 to 1");
        rules.Positive(options.Delivery.MaxAge, "Delivery.MaxAge");
        rules.Demand(options.Delivery.MaxPerSecondPerSite is null or > 0, "Delivery.MaxPerSecondPerSite", options.Delivery.MaxPerSecondPerSite, "more than 0, or null for no limit");
        rules.Demand(options.Delivery.MxPort is > 0 and <= 65535, "Delivery.MxPort", options.Delivery.MxPort, "1 to 65535");
        rules.Demand(options.Warmup.DailyQuotas.Count > 0, "Warmup.DailyQuotas", "empty", "at least one level");
        rules.Demand(
            options.Warmup.StartLevel >= 1 && options.Warmup.StartLevel <= options.Warmup.DailyQuotas.Count,
            "Warmup.StartLevel", options.Warmup.StartLevel, $"1 to {options.Warmup.DailyQuotas.Count}");
        rules.Demand(options.Warmup.TransactionalReserve is >= 0 and < 1, "Warmup.TransactionalReserve", options.Warmup.TransactionalReserve, "0 to below 1");
        rules.Positive(options.Retention.Deliveries, "Retention.Deliveries");
        rules.Positive(options.Retention.Content, "Retention.Content");
        rules.Positive(options.Retention.CheckInterval, "Retention.CheckInterval");
        rules.Positive(options.Engine.Heartbeat, "Engine.Heartbeat");
        rules.Positive(options.Engine.PollInterval, "Engine.PollInterval");
        rules.Demand(
            options.Engine.LeaseTimeToLive >= options.Engine.Heartbeat + options.Engine.FenceMargin,
            "Engine.LeaseTimeToLive", options.Engine.LeaseTimeToLive, $"at least Engine.Heartbeat + Engine.FenceMargin ({options.Engine.Heartbeat + options.Engine.FenceMargin})");
        return rules.Broken.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(rules.Broken);
    }

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
    }
}
