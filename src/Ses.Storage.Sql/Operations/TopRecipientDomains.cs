using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>
/// The recipient domains that were asked for most over some days, without reading all of them. Each day's domains are taken from its largest down; what was not seen
/// until then has less than the last magnitude on each day, so that once the sums found are above that, nobody else can be among the first (Fagin's threshold).
/// </summary>
internal sealed class TopRecipientDomains(AccountId account, int from, int to, string sender, int top)
{
    // Asking day by day for more than a year costs more than reading it all.
    private const int MaxDays = 366;

    // Larger ones are few: all in one step.
    private const int FirstStep = 5;

    private const string Days = "(WITH RECURSIVE days(day) AS (SELECT @from UNION ALL SELECT day + 1 FROM days WHERE day + 1 < @to) SELECT day FROM days) AS y";

    // As many rows as a domain can have at most: one a day, sender domain and shard.
    private const string CountLists = """
        SELECT count(*) FROM (
            SELECT DISTINCT day, sender_domain, shard FROM ses_days WHERE account = @account AND day >= @from AND day < @to AND (@sender = '' OR sender_domain = @sender)) AS lists
        """;

    private const string OfMagnitude = $"""
        SELECT d.recipient_domain, CAST(SUM(d.requests) AS bigint), count(*) FROM {Days} CROSS JOIN ses_recipient_days d
        WHERE d.account = @account AND d.day = y.day AND d.magnitude >= @least AND d.magnitude < @below AND d.magnitude > 0 AND (@sender = '' OR d.sender_domain = @sender)
        GROUP BY d.recipient_domain
        """;

    private static readonly string Exact = $$"""
        SELECT d.recipient_domain, {{CounterColumns.Sums}} FROM {rows} CROSS JOIN {{Days}} CROSS JOIN ses_recipient_days d
        WHERE d.account = @account AND d.day = y.day AND d.recipient_domain = r.name AND (@sender = '' OR d.sender_domain = @sender)
        GROUP BY d.recipient_domain
        """;

    private static readonly RowSet<string> Names = new RowSet<string>().Text("name", name => name);

    private readonly record struct Seen(string Domain, long Requests, long Rows);

    /// <summary>The domains that may be among the first, with their counters; null where only reading all tells.</summary>
    public async ValueTask<List<KeyedCounters>?> TryFindAsync(SqlSession session, CancellationToken cancellationToken)
    {
        if (from == 0 || to - from is < 1 or > MaxDays)
            return null;
        var lists = await Fill(session.Sql(CountLists)).NumberAsync(cancellationToken).ConfigureAwait(false) ?? 0;
        var seen = new Dictionary<string, Seen>();
        for (var magnitude = FirstStep; magnitude > 0; magnitude--)
        {
            var found = await Fill(session.Sql(OfMagnitude)).With("least", magnitude).With("below", magnitude == FirstStep ? Magnitude.Max + 1 : magnitude + 1)
                .ListAsync(row => new Seen(row.Text(), row.Long(), row.Long()), cancellationToken).ConfigureAwait(false);
            foreach (var more in found)
            {
                var before = seen.GetValueOrDefault(more.Domain);
                seen[more.Domain] = new(more.Domain, before.Requests + more.Requests, before.Rows + more.Rows);
            }

            var unseen = Magnitude.LeastOf(magnitude) - 1;
            if (seen.Count < top)
                continue;
            var least = seen.Values.Select(domain => domain.Requests).OrderDescending().ElementAt(top - 1);
            if (least <= lists * unseen)
                continue;
            var names = seen.Values.Where(domain => domain.Requests + ((lists - domain.Rows) * unseen) >= least).Select(domain => domain.Domain).ToList();
            return await Fill(session.Sql(Exact)).WithRows(Names, names).ListAsync(row => new KeyedCounters(row.Text(), CounterColumns.Read(row)), cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private SqlQuery Fill(SqlQuery query) => query.With("account", account.Value).With("from", from).With("to", to).With("sender", sender);
}

/// <summary>Counters of one value of an axis, or of a part of it.</summary>
internal readonly record struct KeyedCounters(string Key, CounterSet Counters);
