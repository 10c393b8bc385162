using Ses.Ledger;
using Ses.Storage.Sql.Operations;

namespace StorageBench.Databases;

/// <summary>Rows as they stand in a table, ready for a driver: ids are as the database keeps them, JSON is written already.</summary>
internal sealed record PlainTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows)
{
    private const string Reply = """{"code":250,"enhancedCode":"2.0.0","text":"Ok: queued as 4Z7tTq1kXWz9vB3"}""";

    /// <summary>The rows that stand in the database when a letter was accepted, claimed and settled: its message, its deliveries, a fact for each.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="id">An id as the database keeps it.</param>
    /// <param name="isSettled">False: deliveries as they are accepted, in the queue's index too, and no facts.</param>
    public static IReadOnlyList<PlainTable> Of(Acceptance letter, Func<UInt128, object> id, bool isSettled)
    {
        var message = letter.Message;
        var messages = new PlainTable(
            "ses_messages",
            ["id", "account", "accepted_at", "sender", "task", "has_content", "payload"],
            [[id(message.Id.Value), "default", message.AcceptedAt.UtcTicks, message.Recipe.From.Address.NormalForm, message.Task?.Value, 0, new string('x', 500)]]);
        var deliveries = new PlainTable(
            "ses_deliveries",
            [
                "id", "message", "recipient_hash", "lane", "due_at", "accepted_at", "expires_at", "updated_at", "template", "task", "state", "attempts", "facts",
                "sequence", "opens", "clicks", "charged_day", "stream", "kind", "account", "sender_domain", "recipient_domain", "recipient", "recipient_name", "data", "reply", "extras",
            ],
            [.. letter.Deliveries.Select(delivery => Row(delivery, id, isSettled))]);
        var facts = new PlainTable(
            "ses_facts",
            ["delivery", "sequence", "kind", "at", "class", "by_machine", "source_id", "attempt", "detail"],
            [.. letter.Deliveries.Select(delivery => Fact(delivery, id))]);
        return isSettled ? [messages, deliveries, facts] : [messages, deliveries];
    }

    private static object?[] Row(MailDelivery row, Func<UInt128, object> id, bool isSettled) =>
    [
        id(row.Id.Value), id(row.Message.Value), id(row.RecipientHash.Value), LaneId.Of(row), row.DueAt.UtcTicks, row.Axes.AcceptedAt.UtcTicks, row.ExpiresAt.UtcTicks,
        row.UpdatedAt?.UtcTicks, row.Axes.Template?.Value, row.Axes.Task?.Value, isSettled ? (int)DeliveryState.Delivered : 0, isSettled ? 1 : 0,
        isSettled ? (int)(DeliveryFacts.Attempted | DeliveryFacts.Delivered) : 0, isSettled ? 1 : 0, 0, 0, isSettled ? row.Id.Cohort.Day : null, (int)row.Axes.Stream, 0,
        row.Axes.Account.Value, row.Axes.SenderDomain.Value, row.Axes.RecipientDomain.Value, row.Recipient.ToString(), null, row.Data, isSettled ? Reply : null, null,
    ];

    private static object?[] Fact(MailDelivery row, Func<UInt128, object> id) =>
    [
        id(row.Id.Value), 1, (int)FactKind.Delivered, row.Axes.AcceptedAt.UtcTicks, null, 0, null,
        $$"""{"startedAt":"2026-03-02T10:07:31+00:00","duration":"00:00:00.1800000","remoteHost":"mx1.{{row.Axes.RecipientDomain.Value}}","sourceAddress":"192.0.2.17","reply":{{Reply}}}""", null,
    ];
}
