using Ses.Delivery;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlSiteConditionStore(SqlStore store) : ISiteConditionStore
{
    private const string Put = """
        INSERT INTO ses_site_conditions (source, site, action, until, payload) SELECT source, site, action, until, payload FROM {rows} WHERE true ORDER BY source, site, action
        ON CONFLICT (source, site, action) DO UPDATE SET until = excluded.until, payload = excluded.payload
        """;

    private const string List = "SELECT payload FROM ses_site_conditions WHERE until > @now ORDER BY source, site, action";

    private static readonly RowSet<SiteCondition> Rows = new RowSet<SiteCondition>()
        .Text("source", condition => condition.Source)
        .Text("site", condition => condition.Site)
        .Int("action", condition => (int)condition.Action)
        .Time("until", condition => condition.Until)
        .Text("payload", StorageJson.Write);

    public async ValueTask PutAsync(IReadOnlyList<SiteCondition> conditions, CancellationToken cancellationToken)
    {
        // Of two of one key, the later one stands.
        var last = conditions.GroupBy(condition => (condition.Source, condition.Site, condition.Action)).Select(same => same.Last()).ToList();
        if (last.Count == 0)
            return;
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await database.WriteAsync(WritePriority.Record, (session, token) => session.Sql(Put).WithRows(Rows, last).RunAsync(token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<SiteCondition>> ListAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => session.Sql(List).With("now", now).ListAsync(row => StorageJson.Read<SiteCondition>(row.Text()), token), cancellationToken).ConfigureAwait(false);
    }
}
