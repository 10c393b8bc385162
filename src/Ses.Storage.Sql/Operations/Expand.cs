using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Adds a slice of a run's recipients and moves the task's cursor. The task's row is locked first, so slices of one run come one behind the other.</summary>
internal sealed class Expand(ExpansionSlice slice, DateTimeOffset now)
{
    // A lookup for each recipient, which no planner can turn into a join: one without statistics would go through all of the run for each.
    private const string Known = """
        SELECT r.hash FROM {rows} WHERE (SELECT 1 FROM ses_deliveries d WHERE d.recipient_hash = r.hash AND d.message = @message AND d.id >= @first LIMIT 1) = 1
        """;

    private static readonly RowSet<MailDelivery> Hashes = new RowSet<MailDelivery>().Id("hash", delivery => delivery.RecipientHash.Value);

    public async ValueTask<ExpandResult> RunAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var task = await TaskRows.LockAsync(session, slice.Account, slice.Task, cancellationToken).ConfigureAwait(false);
        if (task is null || task.Run != slice.Message || task.Cursor != slice.From)
            return new(false, 0, 0);
        var known = await KnownAsync(session, cancellationToken).ConfigureAwait(false);
        var fresh = slice.Deliveries.Where(delivery => known.Add(delivery.RecipientHash)).ToList();
        var repeated = slice.Deliveries.Count - fresh.Count;
        var expanded = task.Progress.Expanded + fresh.Count;
        var moved = task with
        {
            Cursor = slice.To,
            // Members may have come or gone since the run began; behind its end, requests are what was expanded.
            Requests = slice.To is null ? expanded : Math.Max(expanded, task.Requests - repeated),
            Version = task.Version + 1,
        };
        await TaskRows.UpdateAsync(session, moved, cancellationToken).ConfigureAwait(false);
        await ChangeWriter.InsertAsync(session, Settlement.Admit(fresh), now, cancellationToken).ConfigureAwait(false);
        return new(true, fresh.Count, repeated);
    }

    // A run has its recipients in the days since it began.
    private async ValueTask<HashSet<AddressHash>> KnownAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var days = slice.Deliveries.Select(delivery => delivery.Id.Cohort).Append(slice.Message.Cohort).Distinct().ToList();
        if (slice.Deliveries.Count == 0)
            return [];
        if (days is [var only])
            await session.OpenCohortAsync(only, cancellationToken).ConfigureAwait(false);
        var known = await session.Sql(Known, days is [var day] ? day : null)
            .WithRows(Hashes, slice.Deliveries).With("message", slice.Message.Value).With("first", IdRange.FirstOf(slice.Message.Cohort))
            .ListAsync(row => new AddressHash(row.Id()), cancellationToken).ConfigureAwait(false);
        return [.. known];
    }
}
