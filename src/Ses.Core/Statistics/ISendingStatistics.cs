using Ses.Ledger;

namespace Ses.Statistics;

/// <summary>Counters by sender domain, recipient domain, template, task and time. (Guide, Statistics.)</summary>
public interface ISendingStatistics
{
    /// <summary>The sum over everything that matches.</summary>
    Task<CounterSet> GetTotalAsync(StatisticsQuery query, CancellationToken cancellationToken = default);

    /// <summary>One row a value of <paramref name="axis"/>, the most requests first.</summary>
    Task<IReadOnlyList<StatisticsRow>> GetByAsync(StatisticsAxis axis, StatisticsQuery query, CancellationToken cancellationToken = default);
}

/// <summary>Which counters are wanted. Every delivery counts in the time at which it was accepted.</summary>
public sealed record StatisticsQuery
{
    /// <summary>Accepted at or behind this time; down to 15 minutes. Null for all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Accepted before this time. Null for all.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Of this sender domain; null for all.</summary>
    public string? SenderDomain { get; init; }

    /// <summary>To this recipient domain; null for all. Counted by the day, and not together with <see cref="Template"/>, <see cref="Task"/> or <see cref="Stream"/>.</summary>
    public string? RecipientDomain { get; init; }

    /// <summary>Of this template; null for all.</summary>
    public Primitives.TemplateId? Template { get; init; }

    /// <summary>Of this sending task; null for all.</summary>
    public Primitives.SendingTaskId? Task { get; init; }

    /// <summary>Of this stream; null for both.</summary>
    public MailStream? Stream { get; init; }

    /// <summary>Only the first so many rows, those with the most requests; null for all. A total is over everything.</summary>
    public int? Top { get; init; }
}

/// <summary>By what rows are grouped.</summary>
public enum StatisticsAxis
{
    /// <summary>15 minutes: the key is the start, in round-trip format (UTC).</summary>
    QuarterHour,

    /// <summary>A UTC day: <c>yyyy-MM-dd</c>.</summary>
    Day,

    /// <summary>The sender domain.</summary>
    SenderDomain,

    /// <summary>The recipient domain (by the day).</summary>
    RecipientDomain,

    /// <summary>The template's id; empty for own content.</summary>
    Template,

    /// <summary>The sending task's id; empty for single messages.</summary>
    Task,
}

/// <summary>Counters of one value of an axis.</summary>
/// <param name="Key">The value.</param>
/// <param name="Counters">The counters.</param>
public sealed record StatisticsRow(string Key, CounterSet Counters);
