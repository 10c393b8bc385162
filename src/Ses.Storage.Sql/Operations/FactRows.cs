using Ses.Ledger;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Facts as rows. The transcripts of attempts stand beside them.</summary>
internal static class FactRows
{
    /// <summary>The columns, in the order in which <see cref="Read"/> wants them; <c>f</c> is the table, <c>t</c> that of transcripts.</summary>
    public const string Columns = "f.delivery, f.sequence, f.kind, f.at, f.class, f.by_machine, f.source_id, f.attempt, f.detail, t.dialogue";

    public static RowSet<MailFact> Inserted { get; } = new RowSet<MailFact>()
        .Id("delivery", fact => fact.Delivery.Value)
        .Int("sequence", fact => fact.Sequence)
        .Int("kind", fact => (int)fact.Kind)
        .Time("at", fact => fact.At)
        .Int("class", fact => (int?)fact.Class)
        .Int("by_machine", fact => fact.ByMachine ? 1 : 0)
        .Text("source_id", fact => fact.SourceId)
        .Text("attempt", fact => fact.Attempt is null ? null : StorageJson.Write(fact.Attempt.Transcript is null ? fact.Attempt : fact.Attempt with { Transcript = null }))
        .Text("detail", fact => fact.Detail);

    public static RowSet<MailFact> Transcripts { get; } = new RowSet<MailFact>()
        .Id("delivery", fact => fact.Delivery.Value)
        .Int("sequence", fact => fact.Sequence)
        .Time("at", fact => fact.At)
        .Text("dialogue", fact => fact.Attempt?.Transcript);

    public static MailFact Read(SqlRow row)
    {
        var fact = new MailFact(
            new(row.Id()),
            row.Int(),
            (FactKind)row.Int(),
            row.Time(),
            (BounceClass?)row.IntOrNull(),
            row.Flag(),
            row.TextOrNull(),
            row.TextOrNull() is { } attempt ? StorageJson.Read<AttemptReport>(attempt) : null,
            row.TextOrNull());
        return row.TextOrNull() is { } dialogue ? fact with { Attempt = fact.Attempt! with { Transcript = dialogue } } : fact;
    }
}
