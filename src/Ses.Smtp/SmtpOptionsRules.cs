using Ses.Primitives;

namespace Ses.Smtp;

/// <summary>Checks options where they are set: every broken rule at once, with the option's name and value.</summary>
internal static class SmtpOptionsRules
{
    public static void Check(SmtpOptions options)
    {
        var broken = Broken(options).ToList();
        if (broken.Count > 0)
            throw new ArgumentException(string.Join(Environment.NewLine, broken), nameof(options));
    }

    private static IEnumerable<string> Broken(SmtpOptions options)
    {
        foreach (var (name, value) in new[] { (nameof(options.MaxConnectionsPerHost), options.MaxConnectionsPerHost), (nameof(options.MaxMessagesPerConnection), options.MaxMessagesPerConnection) })
        {
            if (value < 1)
                yield return Says(name, value, "at least 1");
        }

        foreach (var (name, value) in Times(options).Where(time => time.Value <= TimeSpan.Zero || time.Value > TimeSpan.FromDays(1)))
            yield return Says(name, value, "more than zero and at most a day");
        foreach (var rule in options.RequireTlsFor.Where(rule => rule != "*" && !DomainName.TryParse(rule.StartsWith("*.", StringComparison.Ordinal) ? rule[2..] : rule, out _)))
            yield return Says(nameof(options.RequireTlsFor), rule, "a domain, *. and a domain, or *");
        foreach (var relay in options.Relays.Where(relay => string.IsNullOrWhiteSpace(relay.Host) || relay.Port is < 1 or > 65_535))
            yield return Says(nameof(options.Relays), $"{relay.Host}:{relay.Port}", "a host and a port from 1 to 65535");
    }

    private static IEnumerable<(string Name, TimeSpan Value)> Times(SmtpOptions options)
    {
        var limits = options.Timeouts;
        return
        [
            (nameof(options.IdleTimeout), options.IdleTimeout), (nameof(options.MaxConnectionAge), options.MaxConnectionAge),
            ("Timeouts.Connect", limits.Connect), ("Timeouts.NextAddress", limits.NextAddress), ("Timeouts.Banner", limits.Banner), ("Timeouts.Hello", limits.Hello),
            ("Timeouts.Handshake", limits.Handshake), ("Timeouts.MailFrom", limits.MailFrom), ("Timeouts.Recipient", limits.Recipient), ("Timeouts.Data", limits.Data),
            ("Timeouts.Block", limits.Block), ("Timeouts.EndOfData", limits.EndOfData), ("Timeouts.Transaction", limits.Transaction),
        ];
    }

    private static string Says(string option, object value, string rule) =>
        FormattableString.Invariant($"SmtpOptions.{option} is {value}; {rule} is expected: ses.UseSmtp(smtp => smtp.{option} = …)");
}
