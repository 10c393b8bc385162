using Ses.Primitives;
using Ses.Scheduling.Internal;

namespace Ses.Retention.Internal;

/// <summary>Gives up what was set aside for too long, and lets go what is too old, a step at a time, until nothing is; then looks again after a while.</summary>
internal sealed class RetentionPump(IRetentionStore store, RetentionOptions options, NodeSession session) : IPump
{
    private const int Step = 500;

    private DateTimeOffset _lookAt;

    public string Name => "retention";

    public Work WokenBy => Work.None;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        var now = session.Now;
        if (!session.IsOpen || now < _lookAt)
            return PumpResult.Idle(_lookAt);
        if (await store.ExpireAsync(Step, now, cancellationToken).ConfigureAwait(false) == Step)
            return PumpResult.Worked;
        var limits = new RetentionLimits(Cohort.Of(now - options.Deliveries), now - options.Content, now - options.Transcripts);
        if (await store.SweepAsync(limits, Step, now, cancellationToken).ConfigureAwait(false))
            return PumpResult.Worked;
        _lookAt = now + options.CheckInterval;
        return PumpResult.Idle(_lookAt);
    }
}
