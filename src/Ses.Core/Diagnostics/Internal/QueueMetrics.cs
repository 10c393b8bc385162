using System.Diagnostics.Metrics;
using Ses.Ledger;

namespace Ses.Diagnostics.Internal;

/// <summary>What waits: measured in the store now and then, while somebody listens, and shown until the next time.</summary>
internal sealed class QueueMetrics
{
    private readonly ObservableGauge<long> _backlog;
    private readonly ObservableGauge<double> _lag;
    private IReadOnlyList<QueueDepth> _depths = [];

    public QueueMetrics(Meter meter)
    {
        _backlog = meter.CreateObservableGauge("ses.queue.backlog", () => Depths.Select(depth => new Measurement<long>(depth.Due, StreamOf(depth))), "{delivery}", "Deliveries in the store that are due and that no node has, counted up to 10,000. The same on every node.");
        _lag = meter.CreateObservableGauge("ses.queue.lag", () => Depths.Select(depth => new Measurement<double>(depth.Lag.TotalSeconds, StreamOf(depth))), "s", "For how long the first of them is due. The same on every node.");
    }

    public bool IsObserved => _backlog.Enabled || _lag.Enabled;

    /// <summary>The last measurement; empty where no engine runs here.</summary>
    public IReadOnlyList<QueueDepth> Depths
    {
        get => Volatile.Read(ref _depths);
        set => Volatile.Write(ref _depths, value);
    }

    private static KeyValuePair<string, object?> StreamOf(QueueDepth depth) => new(TelemetryNames.Stream, Words.Of(depth.Stream));
}

/// <summary>What waits of a stream.</summary>
internal readonly record struct QueueDepth(MailStream Stream, long Due, TimeSpan Lag);
