using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Adds counters to the roll-ups, summed by key first.</summary>
internal static class CounterRows
{
    /// <summary>Stands for "no template" and "no task" in a key.</summary>
    public const long None = -1;

    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private static readonly string AddQuarters = CounterColumns.Upsert("ses_quarter_hours", "account, start, sender_domain, template, task, stream");

    private static readonly string AddDays = CounterColumns.Upsert("ses_days", "account, day, sender_domain, template, task, stream");

    private const string RecipientDayKey = "account, day, recipient_domain, sender_domain";

    private static readonly string AddRecipientDays = CounterColumns.Upsert("ses_recipient_days", RecipientDayKey);

    private static readonly string AddRequestsToRecipientDays = CounterColumns.UpsertRanked("ses_recipient_days", RecipientDayKey);

    private static readonly RowSet<KeyValuePair<QuarterKey, CounterSet>> Quarters = CounterColumns.With(
        new RowSet<KeyValuePair<QuarterKey, CounterSet>>()
            .Text("account", row => row.Key.Account.Value)
            .Long("start", row => row.Key.Start)
            .Text("sender_domain", row => row.Key.SenderDomain.Value)
            .Long("template", row => row.Key.Template)
            .Long("task", row => row.Key.Task)
            .Int("stream", row => (int)row.Key.Stream),
        row => row.Value);

    private static readonly RowSet<KeyValuePair<QuarterKey, CounterSet>> Days = CounterColumns.With(
        new RowSet<KeyValuePair<QuarterKey, CounterSet>>()
            .Text("account", row => row.Key.Account.Value)
            .Int("day", row => (int)row.Key.Start)
            .Text("sender_domain", row => row.Key.SenderDomain.Value)
            .Long("template", row => row.Key.Template)
            .Long("task", row => row.Key.Task)
            .Int("stream", row => (int)row.Key.Stream),
        row => row.Value);

    private static readonly RowSet<KeyValuePair<RecipientKey, CounterSet>> RecipientDays = CounterColumns.With(
        new RowSet<KeyValuePair<RecipientKey, CounterSet>>()
            .Text("account", row => row.Key.Account.Value)
            .Int("day", row => row.Key.Day)
            .Text("sender_domain", row => row.Key.SenderDomain.Value)
            .Text("recipient_domain", row => row.Key.RecipientDomain.Value),
        row => row.Value);

    /// <summary>Key of the first two roll-ups; the start is a time in ticks, or a day.</summary>
    private readonly record struct QuarterKey(AccountId Account, long Start, DomainName SenderDomain, long Template, long Task, MailStream Stream);

    private readonly record struct RecipientKey(AccountId Account, int Day, DomainName SenderDomain, DomainName RecipientDomain);

    /// <summary>The statements that add; none where there is nothing.</summary>
    public static IEnumerable<SqlQuery> Add(SqlSession session, IReadOnlyList<CounterDelta> deltas)
    {
        if (deltas.Count == 0)
            yield break;
        var quarters = Sum(deltas, axes => KeyOf(axes, axes.AcceptedAt.UtcTicks - (axes.AcceptedAt.UtcTicks % Quarter.Ticks)));
        var days = Sum(deltas, axes => KeyOf(axes, DayOf(axes)));
        var recipientDays = Sum(deltas, axes => new RecipientKey(axes.Account, DayOf(axes), axes.SenderDomain, axes.RecipientDomain));
        yield return session.Sql(AddQuarters).ForEach(Quarters, quarters).With("shard", session.Shard);
        yield return session.Sql(AddDays).ForEach(Days, days).With("shard", session.Shard);
        // Requests come with acceptance only: what comes later does not move a domain among the others.
        foreach (var kind in recipientDays.GroupBy(day => day.Value.Requests == 0))
            yield return session.Sql(kind.Key ? AddRecipientDays : AddRequestsToRecipientDays).ForEach(RecipientDays, [.. kind]).With("shard", session.Shard);
    }

    private static QuarterKey KeyOf(DeliveryAxes axes, long start) =>
        new(axes.Account, start, axes.SenderDomain, axes.Template?.Value ?? None, axes.Task?.Value ?? None, axes.Stream);

    private static int DayOf(DeliveryAxes axes) => DateOnly.FromDateTime(axes.AcceptedAt.UtcDateTime).DayNumber;

    private static List<KeyValuePair<TKey, CounterSet>> Sum<TKey>(IReadOnlyList<CounterDelta> deltas, Func<DeliveryAxes, TKey> keyOf)
        where TKey : notnull
    {
        var sums = new Dictionary<TKey, CounterSet>();
        foreach (var delta in deltas)
        {
            var key = keyOf(delta.Axes);
            sums[key] = sums.GetValueOrDefault(key) + delta.Change;
        }

        return [.. sums];
    }
}
