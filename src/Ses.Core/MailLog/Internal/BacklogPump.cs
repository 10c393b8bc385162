using Ses.Diagnostics.Internal;
using Ses.Scheduling.Internal;

namespace Ses.MailLog.Internal;

/// <summary>Measures what waits in the store, for the gauges; does nothing while nobody listens to them.</summary>
internal sealed class BacklogPump(IMailLogStore store, QueueMetrics metrics, NodeSession session) : IPump, IDisposable
{
    private const int Most = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private DateTimeOffset _lookAt;

    public string Name => "backlog";

    public Work WokenBy => Work.None;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        var now = session.Now;
        if (!metrics.IsObserved || !session.IsOpen || now < _lookAt)
            return PumpResult.Idle();
        _lookAt = now + Interval;
        var backlogs = await store.MeasureAsync(now, Most, cancellationToken).ConfigureAwait(false);
        metrics.Depths = [.. backlogs.Select(backlog => new QueueDepth(backlog.Stream, backlog.Due, backlog.FirstDueAt is { } first ? now - first : TimeSpan.Zero))];
        return PumpResult.Idle(_lookAt);
    }

    public void Dispose() => metrics.Depths = [];
}
