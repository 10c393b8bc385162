using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Statistics.Internal;

/// <summary>The counters of one account.</summary>
internal sealed class SendingStatistics(AccountId account, IStatisticsStore store) : ISendingStatistics
{
    public async Task<CounterSet> GetTotalAsync(StatisticsQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var rows = await GetByAsync(StatisticsAxis.SenderDomain, query with { Top = null }, cancellationToken).ConfigureAwait(false);
        return rows.Aggregate(default(CounterSet), (sum, row) => sum + row.Counters);
    }

    public async Task<IReadOnlyList<StatisticsRow>> GetByAsync(StatisticsAxis axis, StatisticsQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var byRecipient = axis == StatisticsAxis.RecipientDomain || query.RecipientDomain is not null;
        if (byRecipient && (query.Template is not null || query.Task is not null || query.Stream is not null || axis is StatisticsAxis.QuarterHour or StatisticsAxis.Template or StatisticsAxis.Task))
            throw new SesException(SesErrorCode.Invalid, "Recipient domains are counted by day and sender domain only: leave out Template, Task, Stream and quarter hours, or the recipient domain.");
        if (query.Top is < 1)
            throw new SesException(SesErrorCode.Invalid, $"Top is {query.Top}, and must be at least 1; leave it out for all rows: new StatisticsQuery {{ Top = 50 }}.");
        return await store.ReadAsync(account, axis, Normal(query), cancellationToken).ConfigureAwait(false);
    }

    // The stores compare names as they keep them; what is none is the caller's error.
    private static StatisticsQuery Normal(StatisticsQuery query) => query with
    {
        SenderDomain = query.SenderDomain is { } sender ? CallerInput.Domain("SenderDomain", sender).Value : null,
        RecipientDomain = query.RecipientDomain is { } recipient ? CallerInput.Domain("RecipientDomain", recipient).Value : null,
    };
}
