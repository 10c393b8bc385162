using System.Globalization;
using Ses.Primitives;
using Ses.Statistics;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlStatisticsStore(SqlStore store) : IStatisticsStore
{
    private const string Filter = """
         WHERE account = @account AND {start} >= @from AND {start} < @to AND (@sender = '' OR sender_domain = @sender)
            AND (@template = -2 OR template = @template) AND (@task = -2 OR task = @task) AND (@stream = -2 OR stream = @stream)
        """;

    private const string RecipientFilter = """
         WHERE account = @account AND day >= @from AND day < @to AND (@sender = '' OR sender_domain = @sender) AND (@recipient = '' OR recipient_domain = @recipient)
        """;

    private const int Any = -2;

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
            rows.AddRange(await Fill(session.Sql(Statement(plan)), account, plan, query).ListAsync(Reader(plan), cancellationToken).ConfigureAwait(false));
        return rows;
    }

    private static string Statement(StatisticsPlan plan) =>
        $"SELECT {plan.KeyColumn}, {CounterColumns.Sums} FROM {plan.Table}"
        + (plan.IsByRecipient ? RecipientFilter : Filter.Replace("{start}", plan.StartColumn, StringComparison.Ordinal))
        + $" GROUP BY {plan.KeyColumn}";

    private static SqlQuery Fill(SqlQuery statement, AccountId account, StatisticsPlan plan, StatisticsQuery query)
    {
        statement.With("account", account.Value).With("from", plan.From).With("to", plan.To).With("sender", NameOf(query.SenderDomain));
        return plan.IsByRecipient
            ? statement.With("recipient", NameOf(query.RecipientDomain))
            : statement.With("template", query.Template?.Value ?? Any).With("task", query.Task?.Value ?? Any).With("stream", (int?)query.Stream ?? Any);
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
