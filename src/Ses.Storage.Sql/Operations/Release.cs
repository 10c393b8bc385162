using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Gives claimed deliveries back.</summary>
internal sealed class Release(NodeEpoch epoch, IReadOnlyList<ClaimRelease> releases)
{
    private const string Unclaim = "DELETE FROM ses_claims WHERE delivery {among} AND epoch + 0 = @epoch RETURNING delivery";

    private const string GiveBack = """
        UPDATE ses_deliveries SET due_at = r.due FROM {rows} WHERE id = r.released RETURNING id, due_at, account, stream, recipient_domain
        """;

    private static readonly RowSet<ClaimRelease> Rows = new RowSet<ClaimRelease>()
        .Id("released", release => release.Delivery.Value)
        .Time("due", release => release.DueAt);

    public async ValueTask<bool> RunAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var freed = new List<FreedDelivery>(releases.Count);
        // Given back twice in one call, the first counts: behind it the delivery is no longer ours.
        var once = releases.DistinctBy(release => release.Delivery).OrderBy(release => release.Delivery).ToList();
        var ours = (await session.Sql(Unclaim).WithRows(Rows, once).With("epoch", epoch.Value).ListAsync(row => new DeliveryId(row.Id()), cancellationToken).ConfigureAwait(false)).ToHashSet();
        foreach (var day in once.Where(release => ours.Contains(release.Delivery)).GroupBy(release => release.Delivery.Cohort))
        {
            freed.AddRange(await session.Sql(GiveBack, day.Key).WithRows(Rows, [.. day])
                .ListAsync(Read, cancellationToken).ConfigureAwait(false));
        }

        await LaneMarks.LowerAsync(session, freed, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static FreedDelivery Read(SqlRow row)
    {
        var (id, due) = (new DeliveryId(row.Id()), row.Time());
        var (account, stream) = (row.Account(), (MailStream)row.Int());
        return new(new(account, stream, DomainName.Parse(row.Text())), id, due);
    }
}
