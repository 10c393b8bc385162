using Ses.Ledger;
using Ses.Primitives;
using Ses.Retention;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Steps of retention, each a transaction.</summary>
internal sealed class Sweep(RetentionLimits limits, int max, DateTimeOffset now)
{
    // Free deliveries show in their lane's mark, claimed ones in a table of their own, held and parked ones in an index of their own.
    private const string IsPending = """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM ses_lanes WHERE cohort = @day AND first_due IS NOT NULL)
            OR EXISTS (SELECT 1 FROM ses_claims WHERE delivery >= @from AND delivery < @before)
            OR EXISTS (SELECT 1 FROM ses_deliveries WHERE state IN (6, 7) AND id >= @from AND id < @before)
        """;

    private const string IsBeingSent = "EXISTS (SELECT 1 FROM ses_tasks t WHERE t.account = m.account AND t.id = m.task AND t.run = m.id AND t.state IN (5, 6))";

    private const string Done = $"""
        SELECT m.id FROM ses_messages m WHERE m.id < @before AND NOT EXISTS (SELECT 1 FROM ses_deliveries d WHERE d.message = m.id) AND NOT {IsBeingSent}
        ORDER BY m.id LIMIT @max
        """;

    private const string Full = $"""
        SELECT m.id, m.payload FROM ses_messages m
        WHERE m.has_content = 1 AND m.accepted_at < @before AND NOT {IsBeingSent}
            AND NOT EXISTS (SELECT 1 FROM ses_deliveries d WHERE d.message = m.id AND (d.state IN (0, 6, 7) OR d.updated_at IS NULL OR d.updated_at >= @before))
        ORDER BY m.accepted_at LIMIT @max
        """;

    // What has expired was accepted today at the latest.
    private const string Aside = $"""
        SELECT {DeliveryRows.Columns} FROM ses_deliveries d WHERE d.state IN (6, 7) AND d.id < @before AND d.expires_at <= @now ORDER BY d.id LIMIT @max /*pg FOR UPDATE OF d*/
        """;

    private static readonly string[] Leftovers =
    [
        "DELETE FROM ses_idempotency_keys WHERE (account, idempotency_key) IN (SELECT k.account, k.idempotency_key FROM ses_idempotency_keys k WHERE k.expires_at <= @now LIMIT @max)",
        "DELETE FROM ses_lanes WHERE id IN (SELECT l.id FROM ses_lanes l WHERE l.cohort < @day AND l.first_due IS NULL LIMIT @max)",
        "DELETE FROM ses_mta_sts_policies WHERE domain IN (SELECT p.domain FROM ses_mta_sts_policies p WHERE p.expires_at <= @now LIMIT @max)",
        "DELETE FROM ses_submissions WHERE error IS NOT NULL AND submitted_at < @limit",
    ];

    private const string OldTranscripts = """
        DELETE FROM ses_transcripts WHERE (delivery, sequence) IN (SELECT t.delivery, t.sequence FROM ses_transcripts t WHERE t.at < @before ORDER BY t.at LIMIT @max)
        """;

    private static readonly RowSet<MessageId> Ids = new RowSet<MessageId>().Id("id", id => id.Value);

    private static readonly RowSet<(MessageId Id, string Payload)> Emptied = new RowSet<(MessageId Id, string Payload)>()
        .Id("id", row => row.Id.Value)
        .Text("payload", row => row.Payload);

    /// <summary>True where something of a day is queued, held or parked.</summary>
    public static async ValueTask<bool> IsPendingAsync(SqlSession session, Cohort day, CancellationToken cancellationToken) =>
        await session.Sql(IsPending).With("day", day.Day).With("from", IdRange.FirstOf(day)).With("before", IdRange.FirstOf(new(day.Day + 1)))
            .NumberAsync(cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Gives up what is held or parked at the end of its time.</summary>
    public static async ValueTask<int> ExpireAsync(SqlSession session, int max, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var aside = await session.Sql(Aside).With("now", now).With("before", IdRange.FirstOf(new(Cohort.Of(now).Day + 1))).With("max", (long)max).ListAsync(DeliveryRows.Read, cancellationToken).ConfigureAwait(false);
        if (aside.Count > 0)
            await ChangeWriter.UpdateAsync(session, Settlement.Expire(aside, now), areClaimed: false, now, cancellationToken).ConfigureAwait(false);
        return aside.Count;
    }

    public async ValueTask<int> DeleteMessagesAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var ids = await session.Sql(Done).With("before", IdRange.FirstOf(limits.Deliveries)).With("max", (long)max)
            .ListAsync(row => new MessageId(row.Id()), cancellationToken).ConfigureAwait(false);
        if (ids.Count == 0)
            return 0;
        await MessageBlobs.DropAsync(session, ids, cancellationToken).ConfigureAwait(false);
        return await session.Sql("DELETE FROM ses_messages WHERE id {among}").WithRows(Ids, ids).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> EmptyMessagesAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var full = await session.Sql(Full).With("before", limits.Content).With("max", (long)max)
            .ListAsync(row => (Id: new MessageId(row.Id()), Payload: row.Text()), cancellationToken).ConfigureAwait(false);
        if (full.Count == 0)
            return 0;
        await MessageBlobs.DropAsync(session, [.. full.Select(row => row.Id)], cancellationToken).ConfigureAwait(false);
        var emptied = full.ConvertAll(row => (row.Id, StorageJson.Write(MessageContent.Empty(StorageJson.Read<MailMessage>(row.Payload)))));
        return await session.Sql("UPDATE ses_messages SET has_content = 0, payload = r.payload FROM {rows} WHERE ses_messages.id = r.id")
            .WithRows(Emptied, emptied).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<int> DeleteTranscriptsAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.Sql(OldTranscripts).With("before", limits.Transcripts).With("max", (long)max).RunAsync(cancellationToken);

    public async ValueTask<int> DeleteLeftoversAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var deleted = await RemovedGroups.SweepAsync(session, max, cancellationToken).ConfigureAwait(false);
        foreach (var statement in Leftovers)
        {
            deleted += await session.Sql(statement)
                .With("now", now).With("max", (long)max).With("day", limits.Deliveries.Day).With("limit", limits.Content)
                .RunAsync(cancellationToken).ConfigureAwait(false);
        }

        return deleted;
    }
}
