using Ses.Primitives;

namespace Ses.Statistics;

/// <summary>Where counters are kept, in two roll-ups that the ledger adds to: quarter hours by sender domain, template, task and stream; days by sender and recipient domain.</summary>
public interface IStatisticsStore
{
    /// <summary>Sums counters by one axis over what matches. <see cref="StatisticsAxis.RecipientDomain"/> and its filter read the days' roll-up.</summary>
    ValueTask<IReadOnlyList<StatisticsRow>> ReadAsync(
        AccountId account, StatisticsAxis axis, StatisticsQuery query, CancellationToken cancellationToken);
}
