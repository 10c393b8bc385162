using Ses.Primitives;

namespace Ses.Statistics;

/// <summary>Where counters are kept, in two roll-ups that the ledger adds to: quarter hours by sender domain, template, task and stream; days by sender and recipient domain.</summary>
public interface IStatisticsStore
{
    /// <summary>
    /// Sums counters by one axis over what matches, the most requests first, then by key; the first <see cref="StatisticsQuery.Top"/> rows of that. <see cref="StatisticsAxis.RecipientDomain"/> and its filter read the
    /// days' roll-up, which knows days, sender and recipient domains only: other axes are an <see cref="ArgumentException"/> there, other filters are not looked at.
    /// A bucket matches whose start is neither before <see cref="StatisticsQuery.From"/> (of the days' roll-up: its day) nor at <see cref="StatisticsQuery.To"/> or behind.
    /// </summary>
    ValueTask<IReadOnlyList<StatisticsRow>> ReadAsync(
        AccountId account, StatisticsAxis axis, StatisticsQuery query, CancellationToken cancellationToken);
}
