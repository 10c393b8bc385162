using Ses.Callbacks;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Endpoints for which something is due, found from endpoint to endpoint by the index: how much waits for each, costs nothing.</summary>
internal static class DueEndpoints
{
    /// <summary>The beginning of a statement: <c>e</c> has the endpoints for which something waits, and at its end NULL.</summary>
    public const string Waiting = """
        WITH RECURSIVE e(id) AS (
            SELECT min(endpoint) FROM ses_callbacks
            UNION ALL
            SELECT (SELECT min(c.endpoint) FROM ses_callbacks c WHERE c.endpoint > e.id) FROM e WHERE e.id IS NOT NULL)
        """;

    private const string List = $"""
        {Waiting}
        SELECT (SELECT min(c.due_at) FROM ses_callbacks c WHERE c.endpoint = e.id) AS first_due, {CallbackEndpointRows.Columns}
        FROM e CROSS JOIN ses_callback_endpoints p WHERE p.id = e.id AND p.is_disabled = 0
        """;

    public static async ValueTask<DueCallbacks> ListAsync(SqlSession session, DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        var all = await session.Sql(List).ListAsync(row => (DueAt: row.Time(), Endpoint: CallbackEndpointRows.Read(row)), cancellationToken).ConfigureAwait(false);
        var sorted = all.Where(row => row.DueAt != CallbackRows.Behind).OrderBy(row => row.DueAt).ThenBy(row => row.Endpoint.Id).ToList();
        var next = sorted.Where(row => row.DueAt > now).Select(row => (DateTimeOffset?)row.DueAt).FirstOrDefault();
        return new([.. sorted.Where(row => row.DueAt <= now).Take(max).Select(row => row.Endpoint)], next);
    }
}
