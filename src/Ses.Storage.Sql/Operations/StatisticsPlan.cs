using Ses.Statistics;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>From which roll-up a question is answered: the coarsest that can.</summary>
/// <param name="Axis">By what rows are grouped.</param>
/// <param name="Table">The roll-up.</param>
/// <param name="StartColumn">Its column of time.</param>
/// <param name="KeyColumn">The column that rows are grouped by.</param>
/// <param name="From">The first start, in that column's unit.</param>
/// <param name="To">The start behind the last.</param>
internal sealed record StatisticsPlan(StatisticsAxis Axis, string Table, string StartColumn, string KeyColumn, SqlValue From, SqlValue To)
{
    public bool IsByRecipient => Table == "ses_recipient_days";

    public static StatisticsPlan For(StatisticsAxis axis, StatisticsQuery query)
    {
        if (axis == StatisticsAxis.RecipientDomain || query.RecipientDomain is not null)
        {
            return axis is StatisticsAxis.RecipientDomain or StatisticsAxis.SenderDomain or StatisticsAxis.Day
                ? ByDay(axis, "ses_recipient_days", query)
                : throw new ArgumentException($"recipient domains are counted by the day and not by {axis}", nameof(axis));
        }

        return axis != StatisticsAxis.QuarterHour && IsWholeDay(query.From) && IsWholeDay(query.To)
            ? ByDay(axis, "ses_days", query)
            : new(axis, "ses_quarter_hours", "start", KeyOf(axis, "start"), query.From?.UtcTicks ?? 0L, query.To?.UtcTicks ?? long.MaxValue);
    }

    // A day is in when it begins before the end, and not before the start's day: as the roll-up cannot be cut, a part of a day is the day.
    private static StatisticsPlan ByDay(StatisticsAxis axis, string table, StatisticsQuery query) => new(
        axis,
        table,
        "day",
        KeyOf(axis, "day"),
        query.From is { } from ? DateOnly.FromDateTime(from.UtcDateTime).DayNumber : 0,
        query.To is { } to ? DateOnly.FromDateTime(to.UtcDateTime).DayNumber + (IsWholeDay(to) ? 0 : 1) : int.MaxValue);

    private static bool IsWholeDay(DateTimeOffset? time) => time is not { } at || at.UtcDateTime.TimeOfDay == TimeSpan.Zero;

    private static string KeyOf(StatisticsAxis axis, string start) => axis switch
    {
        StatisticsAxis.QuarterHour or StatisticsAxis.Day => start,
        StatisticsAxis.SenderDomain => "sender_domain",
        StatisticsAxis.RecipientDomain => "recipient_domain",
        StatisticsAxis.Template => "template",
        _ => "task",
    };
}
