using System.Globalization;
using Ses.Primitives;
using Ses.Statistics;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlStatisticsStore(SqlStore store) : IStatisticsStore
{
    public async ValueTask<IReadOnlyList<StatisticsRow>> ReadAsync(
        AccountId account, StatisticsAxis axis, StatisticsQuery query, CancellationToken cancellationToken)
    {
        var plans = StatisticsPlan.For(axis, query);
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var rows = await database.ReadAsync((session, token) => ReadAsync(session, account, plans, query, token), cancellationToken).ConfigureAwait(false);
        return
        [
            .. rows.GroupBy(row => row.Key, row => row.Counters)
                .Select(same => new StatisticsRow(same.Key, same.Aggregate((left, right) => left + right)))
                .OrderByDescending(row => row.Counters.Requests)
                .ThenBy(row => row.Key, StringComparer.Ordinal)
                .Take(query.Top ?? int.MaxValue),
        ];
    }

    private static async ValueTask<List<KeyedCounters>> ReadAsync(
        SqlSession session, AccountId account, IReadOnlyList<StatisticsPlan> plans, StatisticsQuery query, CancellationToken cancellationToken)
    {
        if (plans is [{ Axis: StatisticsAxis.RecipientDomain } days] && query is { Top: { } top, RecipientDomain: null }
            && await new TopRecipientDomains(account, (int)days.From.Long, (int)days.To.Long, NameOf(query.SenderDomain), top).TryFindAsync(session, cancellationToken).ConfigureAwait(false) is { } found)
            return found;
        var rows = new List<KeyedCounters>();
        foreach (var plan in plans)
            rows.AddRange(await Ask(session, account, plan, query).ListAsync(Reader(plan), cancellationToken).ConfigureAwait(false));
        return rows;
    }

    // Only what is asked for is in the statement: a condition that is true of all rows would be evaluated for each of them.
    private static SqlQuery Ask(SqlSession session, AccountId account, StatisticsPlan plan, StatisticsQuery query)
    {
        List<(string Column, SqlValue Value)> wanted = [];
        if (query.SenderDomain is { } sender)
            wanted.Add(("sender_domain", NameOf(sender)));
        if (plan.IsByRecipient && query.RecipientDomain is { } recipient)
            wanted.Add(("recipient_domain", NameOf(recipient)));
        if (!plan.IsByRecipient && query.Template is { } template)
            wanted.Add(("template", template.Value));
        if (!plan.IsByRecipient && query.Task is { } task)
            wanted.Add(("task", task.Value));
        if (!plan.IsByRecipient && query.Stream is { } stream)
            wanted.Add(("stream", (int)stream));
        var asked = session.Sql(
                $"SELECT {plan.KeyColumn}, {CounterColumns.Sums} FROM {plan.Table} WHERE account = @account AND {plan.StartColumn} >= @from AND {plan.StartColumn} < @to"
                + string.Concat(wanted.Select(filter => $" AND {filter.Column} = @{filter.Column}"))
                + $" GROUP BY {plan.KeyColumn}")
            .With("account", account.Value).With("from", plan.From).With("to", plan.To);
        foreach (var (column, value) in wanted)
            asked.With(column, value);
        return asked;
    }

    private static string NameOf(string? domain) => domain is null ? "" : DomainName.Parse(domain).Value;

    private static Func<SqlRow, KeyedCounters> Reader(StatisticsPlan plan) => plan.Axis switch
    {
        StatisticsAxis.QuarterHour => row => new(row.Time().ToString("O", CultureInfo.InvariantCulture), CounterColumns.Read(row)),
        StatisticsAxis.Day when plan.StartColumn == "start" => row => new(row.Time().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), CounterColumns.Read(row)),
        StatisticsAxis.Day => row => new(DateOnly.FromDayNumber(row.Int()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), CounterColumns.Read(row)),
        StatisticsAxis.Template or StatisticsAxis.Task => row => new(IdText(row.Long()), CounterColumns.Read(row)),
        _ => row => new(row.Text(), CounterColumns.Read(row)),
    };

    private static string IdText(long id) => id == CounterRows.None ? "" : id.ToString(CultureInfo.InvariantCulture);
}
