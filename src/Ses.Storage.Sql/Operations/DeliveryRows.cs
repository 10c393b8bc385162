using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Deliveries as rows.</summary>
internal static class DeliveryRows
{
    /// <summary>The columns, in the order in which <see cref="Read"/> wants them; <c>d</c> is the table.</summary>
    public const string Columns = """
        d.id, d.message, d.recipient_hash, d.due_at, d.accepted_at, d.expires_at, d.updated_at, d.template, d.task, d.state, d.attempts, d.facts, d.sequence,
        d.opens, d.clicks, d.charged_day, d.stream, d.kind, d.account, d.sender_domain, d.recipient_domain, d.recipient, d.recipient_name,
        coalesce(d.data, (SELECT v.data FROM ses_variables v WHERE v.delivery = d.id)), d.reply, d.extras
        """;

    /// <summary>The same with who has it, for <see cref="ReadClaimed"/>.</summary>
    public const string WithClaim = $"{Columns}, coalesce(({Claim}), 0)";

    /// <summary>
    /// What a node has in hand, in the order of ids: by the node's index. Ordered by the column itself, PostgreSQL would walk through everybody's claims to find them in that order.
    /// </summary>
    public const string Owned = $"SELECT {WithClaim} FROM ses_claims o CROSS JOIN ses_deliveries d WHERE o.epoch = @epoch AND d.id = o.delivery ORDER BY coalesce(o.delivery, o.delivery)";

    /// <summary>
    /// Who has <c>d</c>, or NULL. Asked for each delivery by itself and never by a join: a planner that believes claims to be few would read them all, and with them the
    /// dead entries of hours, while some session holds an old snapshot.
    /// </summary>
    public const string Claim = "SELECT c.epoch FROM ses_claims c WHERE c.delivery = d.id";

    /// <summary>
    /// True where nobody has <c>d</c>. Said by "not equal", which PostgreSQL takes to be true of nearly all rows: of "is null" it expects one in 200, and then sorts a whole lane
    /// to claim a few of it (1,430 µs a claimed row instead of 82, 100,000 rows there).
    /// </summary>
    public const string IsFree = "coalesce((SELECT 1 FROM ses_claims c WHERE c.delivery = d.id), 0) <> 1";

    // What is longer stands in a table of its own. With 1.7 KB of variables in it, PostgreSQL copied them with each settle, and SQLite gave each row a page more.
    private const int LongestData = 256;

    /// <summary>A new row.</summary>
    public static RowSet<MailDelivery> Inserted { get; } = new RowSet<MailDelivery>()
        .Id("id", row => row.Id.Value)
        .Id("message", row => row.Message.Value)
        .Id("recipient_hash", row => row.RecipientHash.Value)
        .Long("lane", LaneId.Of)
        .Time("due_at", row => row.DueAt)
        .Time("accepted_at", row => row.Axes.AcceptedAt)
        .Time("expires_at", row => row.ExpiresAt)
        .Time("updated_at", row => row.UpdatedAt)
        .Long("template", row => row.Axes.Template?.Value)
        .Long("task", row => row.Axes.Task?.Value)
        .Int("state", row => (int)row.State)
        .Int("attempts", row => row.Attempts)
        .Int("facts", row => (int)row.Facts)
        .Int("sequence", row => row.Sequence)
        .Int("opens", row => row.Opens)
        .Int("clicks", row => row.Clicks)
        .Int("charged_day", row => row.ChargedDay?.DayNumber)
        .Int("stream", row => (int)row.Axes.Stream)
        .Int("kind", row => (int)row.Kind)
        .Text("account", row => row.Axes.Account.Value)
        .Text("sender_domain", row => row.Axes.SenderDomain.Value)
        .Text("recipient_domain", row => row.Axes.RecipientDomain.Value)
        .Text("recipient", row => row.Recipient.ToString())
        .Text("recipient_name", row => row.RecipientName)
        .Text("data", row => IsLong(row.Data) ? null : row.Data)
        .Text("reply", row => row.LastReply is null ? null : StorageJson.Write(row.LastReply))
        .Text("extras", DeliveryExtras.Write);

    /// <summary>The variables of those that have long ones.</summary>
    public static RowSet<MailDelivery> Variables { get; } = new RowSet<MailDelivery>()
        .Id("delivery", row => row.Id.Value)
        .Text("data", row => row.Data);

    /// <summary>True where a row's variables stand in a table of their own.</summary>
    public static bool IsLong(string? data) => data?.Length > LongestData;

    /// <summary>What changes of a row when it is settled, recorded or taken over; its key first.</summary>
    public static RowSet<MailDelivery> Changed { get; } = new RowSet<MailDelivery>()
        .Id("id", row => row.Id.Value)
        .Time("due_at", row => row.DueAt)
        .Time("updated_at", row => row.UpdatedAt)
        .Int("state", row => (int)row.State)
        .Int("attempts", row => row.Attempts)
        .Int("facts", row => (int)row.Facts)
        .Int("sequence", row => row.Sequence)
        .Int("opens", row => row.Opens)
        .Int("clicks", row => row.Clicks)
        .Int("charged_day", row => row.ChargedDay?.DayNumber)
        .Text("reply", row => row.LastReply is null ? null : StorageJson.Write(row.LastReply))
        .Text("extras", DeliveryExtras.Write);

    /// <summary>A delivery, with who has it.</summary>
    public static MailDelivery ReadClaimed(SqlRow row) => Read(row) with { Owner = new(row.Int()) };

    /// <summary>A delivery that nobody has.</summary>
    public static MailDelivery Read(SqlRow row)
    {
        var (id, message, hash, due, accepted) = (row.Id(), row.Id(), row.Id(), row.Time(), row.Time());
        var (expires, updated, template, task) = (row.Time(), row.TimeOrNull(), row.LongOrNull(), row.LongOrNull());
        var (state, attempts, facts, sequence) = (row.Int(), row.Int(), row.Int(), row.Int());
        var (opens, clicks, charged, stream, kind) = (row.Int(), row.Int(), row.IntOrNull(), row.Int(), row.Int());
        var axes = new DeliveryAxes(
            row.Account(),
            DomainName.Parse(row.Text()),
            DomainName.Parse(row.Text()),
            (MailStream)stream,
            template is { } templateId ? new TemplateId(templateId) : null,
            task is { } taskId ? new SendingTaskId(taskId) : null,
            accepted);
        var (recipient, name, data, reply, extras) = (EmailAddress.Parse(row.Text()), row.TextOrNull(), row.TextOrNull(), row.TextOrNull(), row.TextOrNull());
        return (DeliveryExtras.Read(extras) ?? Bare) with
        {
            Id = new(id),
            Message = new(message),
            Axes = axes,
            Recipient = recipient,
            RecipientName = name,
            Kind = (RecipientKind)kind,
            RecipientHash = new(hash),
            Data = data,
            ExpiresAt = expires,
            State = (DeliveryState)state,
            DueAt = due,
            Attempts = attempts,
            ChargedDay = DayOf(charged),
            Facts = (DeliveryFacts)facts,
            Sequence = sequence,
            Opens = opens,
            Clicks = clicks,
            LastReply = ReplyOf(reply),
            UpdatedAt = updated,
        };
    }

    public static DateOnly? DayOf(int? number) => number is { } day ? DateOnly.FromDayNumber(day) : null;

    public static SmtpReplyFact? ReplyOf(string? json) => json is null ? null : StorageJson.Read<SmtpReplyFact>(json);

    private static readonly MailDelivery Bare = new()
    {
        Id = default,
        Message = default,
        Axes = null!,
        Recipient = null!,
        RecipientHash = default,
        ExpiresAt = default,
    };
}
