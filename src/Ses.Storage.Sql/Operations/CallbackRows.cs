using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Callbacks that wait, as rows.</summary>
internal static class CallbackRows
{
    /// <summary>When a callback is due that waits behind another: never by itself.</summary>
    public static readonly DateTimeOffset Behind = DateTimeOffset.MaxValue;

    private const string Senders = "SELECT m.id, m.sender FROM ses_messages m WHERE m.id {among}";

    // Until the transaction ends, nobody deletes what others will wait behind.
    private const string Before = "SELECT c.endpoint, c.delivery FROM ses_callbacks c WHERE c.delivery {among} ORDER BY c.delivery, c.sequence /*pg FOR KEY SHARE*/";

    private static readonly RowSet<MessageId> Messages = new RowSet<MessageId>().Id("id", id => id.Value);

    private static readonly RowSet<DeliveryId> Deliveries = new RowSet<DeliveryId>().Id("id", id => id.Value);

    private static readonly RowSet<NewCallback> Inserted = new RowSet<NewCallback>()
        .Id("delivery", row => row.Due.Fact.Delivery.Value)
        .Int("sequence", row => row.Due.Fact.Sequence)
        .Long("endpoint", row => row.Due.Endpoint.Value)
        .Time("due_at", row => row.DueAt)
        .Int("attempts", _ => 0)
        .Int("claims", _ => 0)
        .Time("created_at", row => row.CreatedAt)
        .Text("payload", row => StorageJson.Write(row.Due));

    private readonly record struct NewCallback(CallbackDue Due, DateTimeOffset DueAt, DateTimeOffset CreatedAt);

    /// <summary>Stores the callbacks that follow from changes. Where no account among them has an endpoint, that is one small question.</summary>
    public static async ValueTask AddAsync(SqlSession session, SettlementChanges changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var accounts = CallbackFold.AccountsOf(changes);
        if (accounts.Count == 0)
            return;
        var targets = await CallbackEndpointRows.TargetsAsync(session, accounts, cancellationToken).ConfigureAwait(false);
        if (targets.Count == 0)
            return;
        var senders = await session.Sql(Senders).WithRows(Messages, CallbackFold.MessagesOf(changes, targets))
            .ListAsync(row => (Id: new MessageId(row.Id()), Sender: row.Text()), cancellationToken).ConfigureAwait(false);
        var due = CallbackFold.Of(changes, targets, senders.ToDictionary(row => row.Id, row => row.Sender));
        if (due.Count > 0)
            await InsertAsync(session, due, now, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask InsertAsync(SqlSession session, IReadOnlyList<CallbackDue> due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = await session.Sql(Before).WithRows(Deliveries, [.. due.Select(callback => callback.Fact.Delivery).Distinct().Order()])
            .ListAsync(row => (Endpoint: new CallbackEndpointId(row.Long()), Delivery: new DeliveryId(row.Id())), cancellationToken).ConfigureAwait(false);
        var lines = before.ToHashSet();
        var rows = due.Select(callback => new NewCallback(callback, lines.Add((callback.Endpoint, callback.Fact.Delivery)) ? now : Behind, now)).ToList();
        await session.Insert("ses_callbacks", null, Inserted, rows).RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
