using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Frees deliveries of nodes whose lease ran out. Where another node is just doing that, it is left to it.</summary>
internal sealed class TakeOver(int max, SettlementRules rules, DateTimeOffset now)
{
    private const string Dead = "SELECT epoch FROM ses_nodes WHERE is_gone = 0 AND expires_at <= @now ORDER BY epoch /*pg FOR UPDATE SKIP LOCKED*/";

    private const string Owned = $"{DeliveryRows.Owned} LIMIT @max /*pg FOR UPDATE OF d, o*/";

    private const string End = "UPDATE ses_nodes SET is_gone = 1 WHERE epoch = @epoch AND NOT EXISTS (SELECT 1 FROM ses_claims WHERE epoch = @epoch)";

    private const string Escrow = "SELECT account, sender_domain, day, granted - charged FROM ses_quotas WHERE epoch = @epoch AND granted > charged";

    public async ValueTask<int> RunAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var freed = 0;
        foreach (var epoch in await session.Sql(Dead).With("now", now).ListAsync(row => new NodeEpoch(row.Int()), cancellationToken).ConfigureAwait(false))
        {
            var claimed = await session.Sql(Owned).With("epoch", epoch.Value).With("max", (long)(max - freed)).ListAsync(DeliveryRows.ReadClaimed, cancellationToken).ConfigureAwait(false);
            if (claimed.Count > 0)
                await ChangeWriter.UpdateAsync(session, Settlement.TakeOver(epoch, claimed, await EscrowAsync(session, epoch, cancellationToken).ConfigureAwait(false), rules, now), areClaimed: true, now, cancellationToken).ConfigureAwait(false);
            freed += claimed.Count;
            await session.Sql(End).With("epoch", epoch.Value).RunAsync(cancellationToken).ConfigureAwait(false);
            if (freed == max)
                break;
        }

        return freed;
    }

    private static async ValueTask<List<QuotaEscrow>> EscrowAsync(SqlSession session, NodeEpoch epoch, CancellationToken cancellationToken) =>
        await session.Sql(Escrow).With("epoch", epoch.Value)
            .ListAsync(row => new QuotaEscrow(row.Account(), DomainName.Parse(row.Text()), DateOnly.FromDayNumber(row.Int()), row.Long()), cancellationToken).ConfigureAwait(false);
}
