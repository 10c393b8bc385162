using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlMailLedger(SqlStore store) : IMailLedger
{
    private const string ListDeliveries = $"""
        SELECT {DeliveryRows.WithClaim} FROM ses_deliveries d WHERE d.message = @message AND d.id > @after ORDER BY d.id LIMIT @max
        """;

    private const string CountRecent = """
        SELECT d.recipient_hash, count(*) FROM {rows} CROSS JOIN ses_deliveries d JOIN ses_messages m ON m.id = d.message
        WHERE d.recipient_hash = r.hash AND d.id >= @first AND d.account = @account AND d.task IS NULL AND d.state <> 3
            AND m.account = @account AND m.task IS NULL AND m.accepted_at >= @since AND m.sender = @sender
        GROUP BY d.recipient_hash
        """;

    private const string ListFacts = $"""
        SELECT {FactRows.Columns} FROM ses_facts f LEFT JOIN ses_transcripts t ON t.delivery = f.delivery AND t.sequence = f.sequence
        WHERE f.delivery = @delivery AND EXISTS (SELECT 1 FROM ses_deliveries d WHERE d.id = @delivery AND d.message = @message)
        ORDER BY f.sequence
        """;

    private const string FindAccepted = """
        SELECT message FROM ses_idempotency_keys WHERE account = @account AND idempotency_key = @key AND request_hash = @hash AND expires_at > @now
        """;

    private const string FindDelivery = $"SELECT {DeliveryRows.WithClaim} FROM ses_deliveries d WHERE d.id = @id";

    private static readonly RowSet<AddressHash> Hashes = new RowSet<AddressHash>().Id("hash", hash => hash.Value);

    public async ValueTask<AcceptResult> AcceptAsync(Acceptance acceptance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var accept = new Accept(acceptance, now);
        var result = await database.WriteAsync(WritePriority.Accept, accept.RunAsync, cancellationToken).ConfigureAwait(false);
        store.HasWork();
        return result;
    }

    public async ValueTask<MessageId?> FindAcceptedAsync(AccountId account, string key, UInt128 requestHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var found = await database.ReadAsync(
            (session, token) => session.Sql(FindAccepted).With("account", account.Value).With("key", key).With("hash", requestHash).With("now", now)
                .ListAsync(row => new MessageId(row.Id()), token),
            cancellationToken).ConfigureAwait(false);
        return found is [var message, ..] ? message : null;
    }

    public async ValueTask<ExpandResult> ExpandAsync(ExpansionSlice slice, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var result = await database.WriteAsync(WritePriority.Bulk, new Expand(slice, now).RunAsync, cancellationToken).ConfigureAwait(false);
        store.HasWork();
        return result;
    }

    public async ValueTask<SettleResult> SettleAsync(
        NodeEpoch epoch, IReadOnlyList<DeliveryOutcome> outcomes, SettlementRules rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Settle, new Settle(epoch, outcomes, rules, now).RunAsync, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> RecordAsync(IReadOnlyList<LateFact> facts, SettlementRules rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Someone who unsubscribes or complains must not get the next mail: that goes before everything.
        var priority = facts.Any(fact => fact.Kind is FactKind.Unsubscribed or FactKind.Complained) ? WritePriority.Accept : WritePriority.Record;
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(priority, new Record(facts, rules, now).RunAsync, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<MailMessage?> FindMessageAsync(MessageId message, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => MessageRows.FindAsync(session, message, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<MailDelivery?> FindDeliveryAsync(DeliveryId delivery, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => session.Sql(FindDelivery, delivery.Cohort).With("id", delivery.Value).FindAsync(DeliveryRows.ReadClaimed, token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<MailDelivery>> ListDeliveriesAsync(MessageId message, DeliveryId? after, int max, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => session.Sql(ListDeliveries)
                .With("message", message.Value).With("after", after?.Value ?? 0).With("max", (long)max)
                .ListAsync(DeliveryRows.ReadClaimed, token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyDictionary<AddressHash, int>> CountRecentAsync(
        AccountId account, EmailAddress sender, IReadOnlyList<AddressHash> recipients, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var counts = await database.ReadAsync(
            (session, token) => session.Sql(CountRecent)
                .WithRows(Hashes, [.. recipients.Distinct()])
                .With("first", IdRange.FirstOf(Cohort.Of(since)))
                .With("account", account.Value).With("since", since).With("sender", sender.NormalForm)
                .ListAsync(row => (Hash: new AddressHash(row.Id()), Count: (int)row.Long()), token),
            cancellationToken).ConfigureAwait(false);
        return counts.ToDictionary(row => row.Hash, row => row.Count);
    }

    public async ValueTask<IReadOnlyList<MailFact>> ListFactsAsync(MessageId message, DeliveryId delivery, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => session.Sql(ListFacts).With("delivery", delivery.Value).With("message", message.Value).ListAsync(FactRows.Read, token),
            cancellationToken).ConfigureAwait(false);
    }
}
