using System.Globalization;
using Ses.Callbacks;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Operations;

/// <summary>Attempts of callbacks as rows, and what follows from them for their endpoints.</summary>
internal static class CallbackAttemptRows
{
    private static readonly RowSet<CallbackAttempt> Inserted = new RowSet<CallbackAttempt>()
        .Long("endpoint", attempt => attempt.Endpoint.Value)
        .Text("sort_key", SortKey)
        .Time("at", attempt => attempt.At)
        .Text("payload", StorageJson.Write);

    /// <summary>What attempts are listed by, backwards.</summary>
    public static string SortKey(CallbackAttempt attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{attempt.At.UtcTicks:D19}/{attempt.Delivery}/{attempt.Sequence:D10}/{attempt.Number:D10}");

    public static async ValueTask RecordAsync(SqlSession session, IReadOnlyList<CallbackAttempt> attempts, int disableAfter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (attempts.Count == 0)
            return;
        await session.Insert("ses_callback_attempts", null, Inserted, attempts).RunAsync(cancellationToken).ConfigureAwait(false);
        await CallbackEndpointRows.RecordAsync(session, attempts, disableAfter, now, cancellationToken).ConfigureAwait(false);
    }
}
