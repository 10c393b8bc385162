using System.Globalization;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Statistics;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class StatisticsRoom(Tables tables) : IStatisticsStore
{
    public ValueTask<IReadOnlyList<StatisticsRow>> ReadAsync(
        AccountId account, StatisticsAxis axis, StatisticsQuery query, CancellationToken cancellationToken)
    {
        var byDay = axis == StatisticsAxis.RecipientDomain || query.RecipientDomain is not null;
        if (byDay && axis is not (StatisticsAxis.RecipientDomain or StatisticsAxis.SenderDomain or StatisticsAxis.Day))
            throw new ArgumentException($"recipient domains are counted by the day and not by {axis}", nameof(axis));
        lock (tables.Transaction)
        {
            var counted = byDay ? Days(account, axis, query) : QuarterHours(account, axis, query);
            var rows = counted
                .GroupBy(pair => pair.Key, pair => pair.Counters)
                .Select(group => new StatisticsRow(group.Key, group.Aggregate((left, right) => left + right)))
                .OrderByDescending(row => row.Counters.Requests)
                .ThenBy(row => row.Key, StringComparer.Ordinal)
                .Take(query.Top ?? int.MaxValue);
            return new((IReadOnlyList<StatisticsRow>)[.. rows]);
        }
    }

    private IEnumerable<(string Key, CounterSet Counters)> QuarterHours(AccountId account, StatisticsAxis axis, StatisticsQuery query) =>
        from pair in tables.QuarterHours
        let key = pair.Key
        where key.Account == account
            && (query.From is not { } start || key.Start >= start)
            && (query.To is not { } end || key.Start < end)
            && (query.SenderDomain is not { } sender || key.SenderDomain == DomainName.Parse(sender))
            && (query.Template is null || key.Template == query.Template)
            && (query.Task is null || key.Task == query.Task)
            && (query.Stream is null || key.Stream == query.Stream)
        select (axis switch
        {
            StatisticsAxis.QuarterHour => key.Start.ToString("O", CultureInfo.InvariantCulture),
            StatisticsAxis.Day => key.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            StatisticsAxis.SenderDomain => key.SenderDomain.Value,
            StatisticsAxis.Template => key.Template?.ToString() ?? "",
            _ => key.Task?.ToString() ?? "",
        }, pair.Value);

    private IEnumerable<(string Key, CounterSet Counters)> Days(AccountId account, StatisticsAxis axis, StatisticsQuery query) =>
        from pair in tables.RecipientDays
        let key = pair.Key
        where key.Account == account
            && (query.From is not { } start || key.Day >= DateOnly.FromDateTime(start.UtcDateTime))
            && (query.To is not { } end || key.Day.ToDateTime(TimeOnly.MinValue) < end.UtcDateTime)
            && (query.SenderDomain is not { } sender || key.SenderDomain == DomainName.Parse(sender))
            && (query.RecipientDomain is not { } recipient || key.RecipientDomain == DomainName.Parse(recipient))
        select (axis switch
        {
            StatisticsAxis.RecipientDomain => key.RecipientDomain.Value,
            StatisticsAxis.SenderDomain => key.SenderDomain.Value,
            _ => key.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        }, pair.Value);
}
