using Ses.Ledger;

namespace Ses.Delivery.Internal;

/// <summary>Which shaping rules an answer meets, and what they make of a site. Pure.</summary>
internal static class ShapingPolicy
{
    /// <summary>The rules that match a provider's answer, the host's own first.</summary>
    public static IEnumerable<ShapingRule> Matching(IEnumerable<ShapingRule> rules, string provider, SmtpReplyFact reply) =>
        rules.Where(rule => Matches(rule, provider, reply));

    /// <summary>The condition that a rule leads to; null where it only says that the answer is temporary.</summary>
    public static SiteCondition? ConditionOf(ShapingRule rule, string source, string site, SmtpReplyFact reply, DateTimeOffset now) => rule.Action switch
    {
        ShapingAction.None => null,
        ShapingAction.SuspendSource => new(source, "", rule.Action, reply.ToString(), now + rule.For),
        ShapingAction.SlowDown => new(source, site, rule.Action, reply.ToString(), now + rule.For, MaxPerSecond: rule.MaxPerSecond ?? 1),
        ShapingAction.FewerConnections => new(source, site, rule.Action, reply.ToString(), now + rule.For, MaxConnections: rule.MaxConnections),
        _ => new(source, site, rule.Action, reply.ToString(), now + rule.For),
    };

    /// <summary>The same action twice: the stricter measure, until the later end.</summary>
    public static SiteCondition Merge(SiteCondition? before, SiteCondition after, DateTimeOffset now) => before is null || before.Until <= now ? after : after with
    {
        Until = before.Until > after.Until ? before.Until : after.Until,
        MaxPerSecond = Least(before.MaxPerSecond, after.MaxPerSecond),
        MaxConnections = Least(before.MaxConnections, after.MaxConnections),
    };

    /// <summary>How long a site is left alone that cannot be reached, by how often that happened in a row: 1, 2, 4, 8, then 15 minutes.</summary>
    public static TimeSpan CircuitPause(int openings) => TimeSpan.FromMinutes(Math.Min(15, Math.Pow(2, Math.Clamp(openings - 1, 0, 4))));

    private static bool Matches(ShapingRule rule, string provider, SmtpReplyFact reply) =>
        (rule.Provider is null || rule.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase))
        && (rule.Code is { } code ? code == reply.Code : reply.Code is >= 400 and <= 599)
        && (rule.EnhancedCode is not { } enhanced || Begins(reply.EnhancedCode, enhanced))
        && (rule.Text is not { } text || reply.Text.Contains(text, StringComparison.OrdinalIgnoreCase));

    private static bool Begins(string? code, string beginning) =>
        code is not null && (beginning.EndsWith('.') ? code.StartsWith(beginning, StringComparison.Ordinal) : code == beginning);

    private static T? Least<T>(T? left, T? right)
        where T : struct, IComparable<T> => left is not { } one ? right : right is not { } other ? left : one.CompareTo(other) <= 0 ? left : right;
}
