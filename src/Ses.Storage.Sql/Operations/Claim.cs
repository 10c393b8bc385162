using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Makes due deliveries a node's own: those that come first in their lanes and that nobody else is just taking.</summary>
internal sealed class Claim(NodeEpoch epoch, IReadOnlyList<LaneClaim> claims, DateTimeOffset now, ClaimedSoFar soFar)
{
    private const string Lanes = """
        SELECT t.id, t.cohort, r.ord, t.first_due, t.first_id FROM {rows} CROSS JOIN ses_lanes t
        WHERE t.account = r.account AND t.domain = r.domain AND t.stream = r.stream AND t.first_due <= @now
        """;

    private const string Take = $"UPDATE ses_deliveries SET owner = @epoch FROM {{rows}} WHERE id = r.chosen RETURNING {DeliveryRows.Returned}";

    private static readonly RowSet<(LaneClaim Claim, int Order)> Keys = new RowSet<(LaneClaim Claim, int Order)>()
        .Text("account", row => row.Claim.Lane.Account.Value)
        .Text("domain", row => row.Claim.Lane.RecipientDomain.Value)
        .Int("stream", row => (int)row.Claim.Lane.Stream)
        .Int("ord", row => row.Order);

    private static readonly RowSet<DueDelivery> Ids = new RowSet<DueDelivery>().Id("chosen", due => due.Id.Value);

    public async ValueTask<IReadOnlyList<MailDelivery>> RunAsync(SqlSession session, CancellationToken cancellationToken)
    {
        if (!await NodeRows.IsAliveAsync(session, epoch, now, cancellationToken).ConfigureAwait(false))
            return [];
        var lanes = await session.Sql(Lanes).WithRows(Keys, [.. claims.Select((claim, order) => (claim, order))]).With("now", now)
            .ListAsync(row => new DueLaneRow(row.Long(), new(row.Int()), row.Int(), row.Time(), new(row.Id())), cancellationToken).ConfigureAwait(false);
        var due = new List<DueDelivery>();
        foreach (var day in lanes.GroupBy(lane => lane.Cohort))
            due.AddRange(await DueDeliveries.ListAsync(session, day.Key, [.. day], claims, now, cancellationToken).ConfigureAwait(false));
        var chosen = due
            .GroupBy(delivery => delivery.Order)
            .SelectMany(lane => lane.OrderBy(delivery => delivery.DueAt).ThenBy(delivery => delivery.Id).Take(claims[lane.Key].Limit))
            .ToDictionary(delivery => delivery.Id);
        var claimed = new List<MailDelivery>(chosen.Count);
        foreach (var day in chosen.Values.GroupBy(delivery => delivery.Id.Cohort))
        {
            claimed.AddRange(await session.Sql(Take, day.Key).WithRows(Ids, [.. day]).With("epoch", epoch.Value)
                .ListAsync(DeliveryRows.Read, cancellationToken).ConfigureAwait(false));
        }

        await LaneMarks.RaiseAsync(session, lanes, claimed.CountBy(delivery => LaneId.Of(delivery.Id.Cohort, delivery.Lane)).ToDictionary(), soFar, cancellationToken).ConfigureAwait(false);
        return [.. claimed.OrderBy(delivery => chosen[delivery.Id].Order).ThenBy(delivery => delivery.DueAt).ThenBy(delivery => delivery.Id)];
    }
}

/// <summary>A lane of one day that has something due.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Cohort">The day.</param>
/// <param name="Order">Which of the claims wants it.</param>
/// <param name="FirstDue">Its mark: no free delivery is before this time,</param>
/// <param name="FirstId">nor, at this time, before this id.</param>
internal readonly record struct DueLaneRow(long Id, Cohort Cohort, int Order, DateTimeOffset FirstDue, DeliveryId FirstId);

/// <summary>A delivery that is due.</summary>
/// <param name="Lane">In which lane.</param>
/// <param name="Order">Which of the claims wants it.</param>
/// <param name="Id">The delivery.</param>
/// <param name="DueAt">Since when.</param>
internal readonly record struct DueDelivery(long Lane, int Order, DeliveryId Id, DateTimeOffset DueAt);
