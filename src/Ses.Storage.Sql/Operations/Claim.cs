using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Makes due deliveries a node's own: those that come first in their lanes and that nobody else is just taking.</summary>
internal sealed class Claim(NodeEpoch epoch, IReadOnlyList<LaneClaim> claims, DateTimeOffset now, ClaimedSoFar soFar)
{
    private const string Lanes = $$"""
        {{NodeRows.WithAlive}}
        SELECT t.id, t.cohort, r.ord, t.first_due, t.first_id FROM {rows} CROSS JOIN ses_lanes t
        WHERE {{NodeRows.IsAlive}} AND t.account = r.account AND t.domain = r.domain AND t.stream = r.stream AND t.first_due <= @now
        """;

    // Where somebody else was faster, since what is claimed is seen when that transaction has ended, it is his.
    private const string Take = """
        INSERT INTO ses_claims (delivery, epoch) SELECT delivery, @epoch FROM {rows} WHERE true ORDER BY delivery ON CONFLICT (delivery) DO NOTHING RETURNING delivery
        """;

    private static readonly RowSet<(LaneClaim Claim, int Order)> Keys = new RowSet<(LaneClaim Claim, int Order)>()
        .Text("account", row => row.Claim.Lane.Account.Value)
        .Text("domain", row => row.Claim.Lane.RecipientDomain.Value)
        .Int("stream", row => (int)row.Claim.Lane.Stream)
        .Int("ord", row => row.Order);

    private static readonly RowSet<DueDelivery> Ids = new RowSet<DueDelivery>().Id("delivery", due => due.Delivery.Id.Value);

    public async ValueTask<IReadOnlyList<MailDelivery>> RunAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var lanes = await session.Sql(Lanes).WithRows(Keys, [.. claims.Select((claim, order) => (claim, order))]).With("epoch", epoch.Value).With("now", now)
            .ListAsync(row => DueLaneRow.Read(row, claims), cancellationToken).ConfigureAwait(false);
        if (lanes.Count == 0)
            return [];
        var due = new List<DueDelivery>();
        foreach (var day in lanes.GroupBy(lane => lane.Cohort))
            due.AddRange(await DueDeliveries.ListAsync(session, day.Key, [.. day], claims, now, cancellationToken).ConfigureAwait(false));
        var chosen = due
            .GroupBy(row => row.Order)
            .OrderBy(lane => lane.Key)
            .SelectMany(lane => lane.OrderBy(row => row.Delivery.DueAt).ThenBy(row => row.Delivery.Id).Take(claims[lane.Key].Limit))
            .ToList();
        var taken = session.Sql(Take).WithRows(Ids, chosen).With("epoch", epoch.Value).Reading(row => new DeliveryId(row.Id()));
        var marks = new RaisedMarks(session, lanes, soFar);
        await session.ReadAllAsync([taken, .. marks.Readings], cancellationToken).ConfigureAwait(false);
        var ours = taken.Rows.ToHashSet();
        chosen.RemoveAll(row => !ours.Contains(row.Delivery.Id));
        await marks.RaiseAsync(chosen.CountBy(row => row.Lane).ToDictionary(), now, cancellationToken).ConfigureAwait(false);
        return [.. chosen.Select(row => row.Delivery with { Owner = epoch })];
    }
}

/// <summary>A lane of one day that has something due.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Cohort">The day.</param>
/// <param name="Order">Which of the claims wants it.</param>
/// <param name="FirstDue">Its mark: no free delivery is before this time,</param>
/// <param name="FirstId">nor, at this time, before this id.</param>
/// <param name="Key">Whose and where to.</param>
internal readonly record struct DueLaneRow(long Id, Cohort Cohort, int Order, DateTimeOffset FirstDue, DeliveryId FirstId, LaneKey Key)
{
    public static DueLaneRow Read(SqlRow row, IReadOnlyList<LaneClaim> claims)
    {
        var (id, cohort, order) = (row.Long(), new Cohort(row.Int()), row.Int());
        return new(id, cohort, order, row.Time(), new(row.Id()), claims[order].Lane);
    }
}
