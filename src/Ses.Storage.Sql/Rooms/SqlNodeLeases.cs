using Ses.Ledger;
using Ses.Primitives;
using Ses.Scheduling;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Operations;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlNodeLeases(SqlStore store) : INodeLeases
{
    private const string Add = "INSERT INTO ses_nodes (epoch, name, expires_at, is_gone) VALUES (@epoch, @name, @expires, 0)";

    private const string VoidAll = "UPDATE ses_nodes SET expires_at = @now WHERE is_gone = 0 AND expires_at > @now";

    private const string Renew = "UPDATE ses_nodes SET expires_at = @expires WHERE epoch = @epoch AND is_gone = 0 AND expires_at > @now";

    private const string Leave = """
        UPDATE ses_nodes SET expires_at = CASE WHEN expires_at < @now THEN expires_at ELSE @now END,
            is_gone = CASE WHEN EXISTS (SELECT 1 FROM ses_claims c WHERE c.epoch = @epoch) THEN 0 ELSE 1 END
        WHERE epoch = @epoch
        """;

    private const string List = "SELECT epoch, name, expires_at FROM ses_nodes WHERE is_gone = 0 ORDER BY epoch";

    public async ValueTask<NodeEpoch> ReserveEpochAsync(CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Accept, LastIds.NextEpochAsync, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<NodeLease> JoinAsync(string nodeName, TimeSpan timeToLive, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var isAlone = store.TakeEngine();
        var lease = await database.WriteAsync(
            WritePriority.Accept,
            async (session, token) =>
            {
                var at = await store.Clock.NowAsync(session, now, token).ConfigureAwait(false);
                // Nobody else can be alive on this file: what older epochs have claimed is free at once.
                if (isAlone)
                    await session.Sql(VoidAll).With("now", at).RunAsync(token).ConfigureAwait(false);
                var epoch = await LastIds.NextEpochAsync(session, token).ConfigureAwait(false);
                await session.Sql(Add).With("epoch", epoch.Value).With("name", nodeName).With("expires", at + timeToLive).RunAsync(token).ConfigureAwait(false);
                return new NodeLease(epoch, at + timeToLive, at);
            },
            cancellationToken).ConfigureAwait(false);
        store.EngineJoined(lease.Epoch);
        return lease;
    }

    public async ValueTask<NodeLease?> RenewAsync(NodeEpoch epoch, TimeSpan timeToLive, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var lease = await database.WriteAsync(
            WritePriority.Accept,
            async (session, token) =>
            {
                var at = await store.Clock.NowAsync(session, now, token).ConfigureAwait(false);
                var renewed = await session.Sql(Renew).With("epoch", epoch.Value).With("now", at).With("expires", at + timeToLive).RunAsync(token).ConfigureAwait(false);
                return renewed == 1 ? new NodeLease(epoch, at + timeToLive, at) : null;
            },
            cancellationToken).ConfigureAwait(false);
        if (lease is null)
            store.EngineLeft(epoch);
        return lease;
    }

    public async ValueTask LeaveAsync(NodeEpoch epoch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await database.WriteAsync(
            WritePriority.Accept,
            async (session, token) =>
            {
                var at = await store.Clock.NowAsync(session, now, token).ConfigureAwait(false);
                return await session.Sql(Leave).With("epoch", epoch.Value).With("now", at).RunAsync(token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        store.EngineLeft(epoch);
    }

    public async ValueTask<int> TakeOverAsync(int max, SettlementRules rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await database.EndStandstillsAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Claim, new TakeOver(max, rules, now).RunAsync, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<NodeSighting>> ListAsync(CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            async (session, token) => (IReadOnlyList<NodeSighting>)await session.Sql(List)
                .ListAsync(row => new NodeSighting(new(row.Int()), row.Text(), row.Time()), token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }
}
