using Ses.Ledger;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Writes what <see cref="Settlement"/> found, whole, within the caller's transaction: always in this order, so that transactions do not wait in a circle.</summary>
internal static class ChangeWriter
{
    private static readonly RowSet<MailDelivery> Ids = new RowSet<MailDelivery>().Id("id", delivery => delivery.Id.Value);

    private static readonly RowSet<ProgressDelta> Progress = new RowSet<ProgressDelta>()
        .Text("account", delta => delta.Account.Value)
        .Long("task", delta => delta.Task.Value)
        .Long("expanded", delta => delta.Change.Expanded)
        .Long("rejected", delta => delta.Change.Rejected)
        .Long("attempted", delta => delta.Change.Attempted)
        .Long("delivered", delta => delta.Change.Delivered)
        .Long("bounced", delta => delta.Change.Bounced);

    private static readonly RowSet<QuotaCharge> Charges = new RowSet<QuotaCharge>()
        .Text("account", charge => charge.Account.Value)
        .Text("sender_domain", charge => charge.SenderDomain.Value)
        .Int("day", charge => charge.Day.DayNumber)
        .Int("epoch", charge => charge.Epoch.Value)
        .Long("charged", charge => charge.Count);

    private const string Unclaim = "DELETE FROM ses_claims WHERE delivery {among}";

    private const string AddProgress = """
        INSERT INTO ses_task_progress AS t (account, task, shard, expanded, rejected, attempted, delivered, bounced)
        SELECT account, task, @shard, expanded, rejected, attempted, delivered, bounced FROM {rows} WHERE true /*pg ORDER BY account, task*/
        ON CONFLICT (account, task, shard) DO UPDATE SET expanded = t.expanded + excluded.expanded, rejected = t.rejected + excluded.rejected,
            attempted = t.attempted + excluded.attempted, delivered = t.delivered + excluded.delivered, bounced = t.bounced + excluded.bounced
        """;

    private const string AddCharges = """
        INSERT INTO ses_quotas AS t (account, sender_domain, day, epoch, granted, charged)
        SELECT account, sender_domain, day, epoch, 0, charged FROM {rows} WHERE true /*pg ORDER BY account, sender_domain, day, epoch*/
        ON CONFLICT (account, sender_domain, day, epoch) DO UPDATE SET charged = t.charged + excluded.charged
        """;

    /// <summary>Stores new deliveries and what follows from them.</summary>
    public static async ValueTask InsertAsync(SqlSession session, SettlementChanges changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await LaneMarks.LowerAsync(session, changes.Deliveries, cancellationToken).ConfigureAwait(false);
        var statements = new List<SqlQuery>();
        foreach (var day in changes.Deliveries.GroupBy(delivery => delivery.Id.Cohort))
        {
            await session.OpenCohortAsync(day.Key, cancellationToken).ConfigureAwait(false);
            statements.Add(session.Insert("ses_deliveries", day.Key, DeliveryRows.Inserted, [.. day]));
            List<MailDelivery> longOnes = [.. day.Where(delivery => DeliveryRows.IsLong(delivery.Data))];
            if (longOnes.Count > 0)
                statements.Add(session.Insert("ses_variables", day.Key, DeliveryRows.Variables, longOnes));
        }

        await WriteAsync(session, statements, changes, now, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores changed deliveries, which the caller has locked, and what follows from the change.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="changes">What has changed.</param>
    /// <param name="areClaimed">True where a node has all of them, and none any more.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async ValueTask UpdateAsync(SqlSession session, SettlementChanges changes, bool areClaimed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await LaneMarks.LowerAsync(session, changes.Deliveries, cancellationToken).ConfigureAwait(false);
        List<SqlQuery> statements = [.. changes.Deliveries.GroupBy(delivery => delivery.Id.Cohort).Select(day => session.Update("ses_deliveries", day.Key, DeliveryRows.Changed, [.. day]))];
        if (areClaimed)
            statements.Add(session.Sql(Unclaim).WithRows(Ids, changes.Deliveries));
        await WriteAsync(session, statements, changes, now, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask WriteAsync(SqlSession session, List<SqlQuery> statements, SettlementChanges changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        statements.AddRange(changes.Facts.GroupBy(fact => fact.Delivery.Cohort).Select(day => session.Insert("ses_facts", day.Key, FactRows.Inserted, [.. day])));
        statements.AddRange(changes.Facts.Where(fact => fact.Attempt?.Transcript is not null).GroupBy(fact => fact.Delivery.Cohort)
            .Select(day => session.Insert("ses_transcripts", day.Key, FactRows.Transcripts, [.. day])));
        statements.AddRange(CounterRows.Add(session, changes.Counters));
        if (changes.Progress.Count > 0)
            statements.Add(session.Sql(AddProgress).ForEach(Progress, changes.Progress).With("shard", session.Shard));
        if (changes.Charges.Count > 0)
            statements.Add(session.Sql(AddCharges).ForEach(Charges, changes.Charges));
        await session.RunAllAsync(statements, cancellationToken).ConfigureAwait(false);
        if (changes.Blocks.Count > 0)
            await BlockRows.PutAsync(session, changes.Blocks, cancellationToken).ConfigureAwait(false);
        await CallbackRows.AddAsync(session, changes, now, cancellationToken).ConfigureAwait(false);
    }
}
