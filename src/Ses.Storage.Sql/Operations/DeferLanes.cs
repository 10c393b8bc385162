using Ses.Delivery;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Leaves lanes alone until a time. One into which somebody is just putting something is left as it is.</summary>
internal sealed class DeferLanes(IReadOnlyList<LaneDeferral> deferrals)
{
    private const string Find = """
        SELECT t.id, r.until FROM {rows} CROSS JOIN ses_lanes t
        WHERE t.account = r.account AND t.domain = r.domain AND t.stream = r.stream AND t.look_at < r.until
        ORDER BY t.id /*pg FOR NO KEY UPDATE OF t SKIP LOCKED*/
        """;

    private const string Defer = "UPDATE ses_lanes SET look_at = r.until FROM {rows} WHERE ses_lanes.id = r.id";

    private static readonly RowSet<LaneDeferral> Keys = new RowSet<LaneDeferral>()
        .Text("account", deferral => deferral.Lane.Account.Value)
        .Text("domain", deferral => deferral.Lane.RecipientDomain.Value)
        .Int("stream", deferral => (int)deferral.Lane.Stream)
        .Time("until", deferral => deferral.Until);

    private static readonly RowSet<(long Id, DateTimeOffset Until)> Rows = new RowSet<(long Id, DateTimeOffset Until)>()
        .Long("id", row => row.Id)
        .Time("until", row => row.Until);

    public async ValueTask<bool> RunAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var found = await session.Sql(Find).WithRows(Keys, deferrals).ListAsync(row => (Id: row.Long(), Until: row.Time()), cancellationToken).ConfigureAwait(false);
        if (found.Count > 0)
            await session.Sql(Defer).WithRows(Rows, found).RunAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}
