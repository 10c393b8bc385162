using Ses.Ledger;
using Ses.MailLog;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlMailLogStore(SqlStore store) : IMailLogStore
{
    private const string FindDelivery = $"SELECT {DeliveryRows.WithClaim} FROM ses_deliveries d WHERE d.recipient_hash = @recipient AND d.message = @message";

    // A lane has a row for each day in which something waits.
    private const string CountBefore = $"""
        SELECT count(*) FROM (
            SELECT 1 FROM ses_lanes l CROSS JOIN ses_deliveries d
            WHERE l.account = @account AND l.domain = @domain AND l.stream = @stream
                AND d.state = 0 AND {DeliveryRows.IsFree} AND d.lane = l.id AND (d.due_at, d.id) < (@due, @id)
            LIMIT @max) AS slice
        """;

    private const string LookAt = "SELECT min(look_at) FROM ses_lanes WHERE account = @account AND domain = @domain AND stream = @stream";

    private const string CountDue = $"""
        SELECT count(*) FROM (
            SELECT 1 FROM ses_lanes l CROSS JOIN ses_deliveries d
            WHERE l.stream = @stream AND l.look_at IS NOT NULL AND d.state = 0 AND {DeliveryRows.IsFree} AND d.lane = l.id AND d.due_at <= @now
            LIMIT @max) AS slice
        """;

    // Deferred lanes are looked at later than they are due, and only a little: the first lanes have the first delivery.
    private const string FirstDue = """
        SELECT min(first_due) FROM (SELECT first_due FROM ses_lanes WHERE stream = @stream AND look_at IS NOT NULL AND first_due <= @now ORDER BY look_at LIMIT @max) AS slice
        """;

    private static readonly MailStream[] Streams = [.. Enum.GetValues<MailStream>().Order()];

    public async ValueTask<MailDelivery?> FindDeliveryAsync(MessageId message, AddressHash recipient, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => session.Sql(FindDelivery).With("recipient", recipient.Value).With("message", message.Value).FindAsync(DeliveryRows.ReadClaimed, token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<QueuePlace> FindPlaceAsync(LaneKey lane, DateTimeOffset dueAt, DeliveryId delivery, int max, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            async (session, token) =>
            {
                var before = await OfLane(session, CountBefore, lane).With("due", dueAt).With("id", delivery.Value).With("max", (long)max).NumberAsync(token).ConfigureAwait(false);
                return new QueuePlace((int)before!.Value, TimeOf(await OfLane(session, LookAt, lane).NumberAsync(token).ConfigureAwait(false)));
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<StreamBacklog>> MeasureAsync(DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            async (session, token) =>
            {
                var backlogs = new List<StreamBacklog>(Streams.Length);
                foreach (var stream in Streams)
                {
                    var due = await OfStream(session, CountDue, stream, now, max).NumberAsync(token).ConfigureAwait(false);
                    backlogs.Add(new(stream, (int)due!.Value, TimeOf(await OfStream(session, FirstDue, stream, now, max).NumberAsync(token).ConfigureAwait(false))));
                }

                return (IReadOnlyList<StreamBacklog>)backlogs;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static SqlQuery OfLane(SqlSession session, string sql, LaneKey lane) => session.Sql(sql)
        .With("account", lane.Account.Value).With("domain", lane.RecipientDomain.Value).With("stream", (int)lane.Stream);

    private static SqlQuery OfStream(SqlSession session, string sql, MailStream stream, DateTimeOffset now, int max) => session.Sql(sql)
        .With("stream", (int)stream).With("now", now).With("max", (long)max);

    private static DateTimeOffset? TimeOf(long? ticks) => ticks is { } value ? new(value, TimeSpan.Zero) : null;
}
