using Ses.Ledger;

namespace Ses.Delivery.Internal;

/// <summary>Shares a node's capacity among lanes that have work. Pure.</summary>
internal static class LanePlanner
{
    /// <summary>
    /// Transactional lanes first, each with an equal share of all that is free; then marketing lanes with equal shares by account and lane, but for the part
    /// that is kept free so that a transactional message need not wait for a settle.
    /// </summary>
    /// <param name="lanes">Lanes with work.</param>
    /// <param name="free">Deliveries that the node can still take in hand.</param>
    /// <param name="keptForTransactional">Of which marketing lanes get none.</param>
    /// <param name="mostOf">What a lane's pace lets through at once, where that is known; null where nothing is.</param>
    public static IReadOnlyList<LaneClaim> Share(IReadOnlyList<DueLane> lanes, int free, int keptForTransactional, Func<LaneKey, int>? mostOf = null)
    {
        var claims = new List<LaneClaim>();
        var transactional = lanes.Where(lane => lane.Lane.Stream == MailStream.Transactional).ToList();
        Divide(transactional, free, mostOf, claims);
        var left = free - keptForTransactional - (transactional.Count == 0 ? 0 : free / 2);
        var accounts = lanes.Where(lane => lane.Lane.Stream != MailStream.Transactional).GroupBy(lane => lane.Lane.Account).ToList();
        // With more accounts than places, those whose mail waits longest come first: a share of less than one would serve nobody ever.
        var share = accounts.Count == 0 ? 0 : Math.Max(1, left / accounts.Count);
        foreach (var account in accounts.Take(Math.Max(0, left / Math.Max(1, share))))
            Divide([.. account], share, mostOf, claims);
        return claims;
    }

    private static void Divide(IReadOnlyList<DueLane> lanes, int capacity, Func<LaneKey, int>? mostOf, List<LaneClaim> claims)
    {
        if (lanes.Count == 0 || capacity <= 0)
            return;
        var share = Math.Max(1, capacity / lanes.Count);
        foreach (var lane in lanes.Take(capacity / share))
            claims.Add(new(lane.Lane, mostOf is null ? share : Math.Min(share, mostOf(lane.Lane))));
    }
}
