using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ses.Delivery;

namespace Ses.Tests.Hosting;

public sealed class WhenOptionsAreWrong
{
    private static IReadOnlyList<string> Failures(Action<SesOptions> configure)
    {
        using var provider = new ServiceCollection().AddSes(ses => ses.UseInMemory().Configure(configure)).BuildServiceProvider();
        return [.. Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<SesOptions>>().Value).Failures];
    }

    public static TheoryData<string, Action<SesOptions>> Wrong => new()
    {
        { "Identity.SendingIps", options => options.Identity.SendingIps.Add("300.1.1.1") },
        { "Identity.SpfInclude", options => options.Identity.SpfInclude = "include:x" },
        { "Identity.ReturnPathLabel", options => options.Identity.ReturnPathLabel = "" },
        { "Identity.ReturnPathMx", options => options.Identity.ReturnPathMx = "10 mx.example" },
        { "Identity.EhloName", options => options.Identity.EhloName = "my host" },
        { "Domains.DkimSelector", options => options.Domains.DkimSelector = "a b" },
        { "Domains.DkimSelector", options => options.Domains.DkimSelector = new('s', 41) },
        { "Domains.KeyLifetime", options => options.Domains.KeyLifetime = TimeSpan.Zero },
        { "Domains.NewKeyDelay", options => options.Domains.NewKeyDelay = TimeSpan.FromSeconds(59) },
        { "Domains.DkimKeyBits", options => options.Domains.DkimKeyBits = 512 },
        { "Domains.PendingChecks", options => options.Domains.PendingChecks.Clear() },
        { "Domains.PendingChecks", options => options.Domains.PendingChecks.Add(TimeSpan.Zero) },
        { "Domains.VerifiedCheckInterval", options => options.Domains.VerifiedCheckInterval = TimeSpan.Zero },
        { "Domains.LostGrace", options => options.Domains.LostGrace = TimeSpan.FromHours(-1) },
        { "Addresses.MaxPerDomain", options => options.Addresses.MaxPerDomain = 0 },
        { "Templates.MaxSourceOctets", options => options.Templates.MaxSourceOctets = 0 },
        { "Recipients.MaxMembers", options => options.Recipients.MaxMembers = 0 },
        { "Recipients.MaxImportRows", options => options.Recipients.MaxImportRows = -1 },
        { "Sending.MaxTo", options => options.Sending.MaxTo = -1 },
        { "Sending.MaxMessageOctets", options => options.Sending.MaxMessageOctets = 0 },
        { "Sending.IdempotencyLifetime", options => options.Sending.IdempotencyLifetime = TimeSpan.Zero },
        { "Delivery.MaxConcurrency", options => options.Delivery.MaxConcurrency = 0 },
        { "Delivery.RetrySchedule", options => options.Delivery.RetrySchedule.Clear() },
        { "Delivery.RetrySchedule", options => options.Delivery.RetrySchedule.Add(TimeSpan.FromSeconds(-1)) },
        { "Delivery.RetrySchedules[RetryClass.MailboxFull]", options => options.Delivery.RetrySchedules[RetryClass.MailboxFull].Clear() },
        { "Delivery.RetrySchedules[RetryClass.Greylisting]", options => options.Delivery.RetrySchedules[RetryClass.Greylisting] = [TimeSpan.Zero] },
        { "Delivery.RetryJitter", options => options.Delivery.RetryJitter = 1.5 },
        { "Delivery.MaxAge", options => options.Delivery.MaxAge = TimeSpan.Zero },
        { "Delivery.MaxPerSecondPerSite", options => options.Delivery.MaxPerSecondPerSite = 0 },
        { "Delivery.MxPort", options => options.Delivery.MxPort = 70_000 },
        { "Warmup.StartLevel", options => options.Warmup.StartLevel = 21 },
        { "Warmup.DailyQuotas", options => options.Warmup.DailyQuotas[0] = -1 },
        { "Warmup.TransactionalReserve", options => options.Warmup.TransactionalReserve = 1 },
        { "Retention.Transcripts", options => options.Retention.Transcripts = TimeSpan.Zero },
        { "Engine.Heartbeat", options => options.Engine.Heartbeat = TimeSpan.Zero },
        { "Engine.LeaseTimeToLive", options => options.Engine.LeaseTimeToLive = TimeSpan.FromSeconds(9) },
        { "Engine.StallLimit", options => options.Engine.StallLimit = TimeSpan.Zero },
        { "Engine.DrainTimeout", options => options.Engine.DrainTimeout = TimeSpan.FromSeconds(-1) },
        { "Engine.NodeName", options => options.Engine.NodeName = " " },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Each_is_named_with_its_value_its_rule_and_the_line_to_change(string option, Action<SesOptions> configure)
    {
        var failure = Assert.Single(Failures(configure));
        Assert.StartsWith($"SesOptions.{option} is ", failure, StringComparison.Ordinal);
        Assert.Contains(" is expected: ", failure, StringComparison.Ordinal);
        Assert.EndsWith($"ses.Configure(o => o.{option} = …)", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_them_are_told_at_once() => Assert.Equal(3, Failures(options =>
    {
        options.Delivery.MaxConcurrency = 0;
        options.Delivery.MxPort = 0;
        options.Warmup.StartLevel = 0;
    }).Count);

    [Fact]
    public void The_defaults_and_a_full_identity_are_right()
    {
        using var provider = new ServiceCollection().AddSes(ses => ses.UseInMemory().Configure(options =>
        {
            options.Identity.SendingIps.Add("192.0.2.7");
            options.Identity.SendingIps.Add("192.0.2.0/28");
            options.Identity.SendingIps.Add("2001:db8::7");
            options.Identity.SpfInclude = "spf.host.example";
            options.Identity.ReturnPathMx = "mx.host.example.";
            options.Identity.EhloName = "localhost";
        })).BuildServiceProvider();
        Assert.Equal(64, provider.GetRequiredService<IOptions<SesOptions>>().Value.Delivery.MaxConcurrency);
    }

    [Fact]
    public void Every_call_of_AddSes_adds_to_the_others_and_the_last_of_a_kind_wins()
    {
        using var provider = new ServiceCollection()
            .AddSes(ses => ses.UseInMemory().UseSmtp(smtp => smtp.Relay("mail.host.example", 587)).Configure(options => options.Delivery.MxPort = 2525))
            .AddSes(ses => ses.UseSmtp(smtp => smtp.Relay("127.0.0.1", 1025).Relay("127.0.0.1", 1026)))
            .BuildServiceProvider();
        var delivery = provider.GetRequiredService<IOptions<SesOptions>>().Value.Delivery;
        Assert.Equal([("127.0.0.1", 1025), ("127.0.0.1", 1026)], delivery.Relays.Select(relay => (relay.Host, relay.Port)));
        Assert.Equal(2525, delivery.MxPort);
        Assert.Same(provider.GetRequiredService<ISesClient>().Domains, provider.GetRequiredService<Ses.Domains.ISenderDomains>());
    }
}
