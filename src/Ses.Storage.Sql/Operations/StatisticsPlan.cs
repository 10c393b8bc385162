using Ses.Statistics;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>From which roll-up a question, or a part of it, is answered.</summary>
/// <param name="Axis">By what rows are grouped.</param>
/// <param name="Table">The roll-up.</param>
/// <param name="StartColumn">Its column of time.</param>
/// <param name="KeyColumn">The column that rows are grouped by.</param>
/// <param name="From">The first start, in that column's unit.</param>
/// <param name="To">The start behind the last.</param>
internal sealed record StatisticsPlan(StatisticsAxis Axis, string Table, string StartColumn, string KeyColumn, SqlValue From, SqlValue To)
{
    public bool IsByRecipient => Table == "ses_recipient_days";

    /// <summary>The parts whose sums are the answer: whole days from the days' roll-up, and what sticks out before and behind them from the quarter hours'.</summary>
    public static IReadOnlyList<StatisticsPlan> For(StatisticsAxis axis, StatisticsQuery query)
    {
        if (axis == StatisticsAxis.RecipientDomain || query.RecipientDomain is not null)
        {
            return axis is StatisticsAxis.RecipientDomain or StatisticsAxis.SenderDomain or StatisticsAxis.Day
                ? [ByDay(axis, "ses_recipient_days", query.From is { } from ? DayOf(from) : 0, query.To is { } to ? DayBehind(to) : int.MaxValue)]
                : throw new ArgumentException($"recipient domains are counted by the day and not by {axis}", nameof(axis));
        }

        var (first, behind) = (query.From is { } start ? DayBehind(start) : 0, query.To is { } end ? DayOf(end) : int.MaxValue);
        if (axis == StatisticsAxis.QuarterHour || first >= behind)
            return [ByQuarter(axis, query.From?.UtcTicks ?? 0, query.To?.UtcTicks ?? long.MaxValue)];
        var parts = new List<StatisticsPlan> { ByDay(axis, "ses_days", first, behind) };
        if (query.From is { } early && TicksOf(first) > early.UtcTicks)
            parts.Add(ByQuarter(axis, early.UtcTicks, TicksOf(first)));
        if (query.To is { } late && TicksOf(behind) < late.UtcTicks)
            parts.Add(ByQuarter(axis, TicksOf(behind), late.UtcTicks));
        return parts;
    }

    private static StatisticsPlan ByDay(StatisticsAxis axis, string table, int from, int to) => new(axis, table, "day", KeyOf(axis, "day"), from, to);

    private static StatisticsPlan ByQuarter(StatisticsAxis axis, long from, long to) => new(axis, "ses_quarter_hours", "start", KeyOf(axis, "start"), from, to);

    private static int DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime).DayNumber;

    // The first day that begins at this time or behind it.
    private static int DayBehind(DateTimeOffset time) => DayOf(time) + (time.UtcDateTime.TimeOfDay == TimeSpan.Zero ? 0 : 1);

    private static long TicksOf(int day) => day * TimeSpan.TicksPerDay;

    private static string KeyOf(StatisticsAxis axis, string start) => axis switch
    {
        StatisticsAxis.QuarterHour or StatisticsAxis.Day => start,
        StatisticsAxis.SenderDomain => "sender_domain",
        StatisticsAxis.RecipientDomain => "recipient_domain",
        StatisticsAxis.Template => "template",
        _ => "task",
    };
}
