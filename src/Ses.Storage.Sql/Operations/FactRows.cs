using Ses.Ledger;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Facts as rows.</summary>
internal static class FactRows
{
    public const string Columns = "delivery, sequence, kind, at, class, by_machine, source_id, attempt, detail";

    public static RowSet<MailFact> Inserted { get; } = new RowSet<MailFact>()
        .Id("delivery", fact => fact.Delivery.Value)
        .Int("sequence", fact => fact.Sequence)
        .Int("kind", fact => (int)fact.Kind)
        .Time("at", fact => fact.At)
        .Int("class", fact => (int?)fact.Class)
        .Int("by_machine", fact => fact.ByMachine ? 1 : 0)
        .Text("source_id", fact => fact.SourceId)
        .Text("attempt", fact => fact.Attempt is null ? null : StorageJson.Write(fact.Attempt))
        .Text("detail", fact => fact.Detail);

    public static MailFact Read(SqlRow row) => new(
        new(row.Id()),
        row.Int(),
        (FactKind)row.Int(),
        row.Time(),
        (BounceClass?)row.IntOrNull(),
        row.Flag(),
        row.TextOrNull(),
        row.TextOrNull() is { } attempt ? StorageJson.Read<AttemptReport>(attempt) : null,
        row.TextOrNull());
}
