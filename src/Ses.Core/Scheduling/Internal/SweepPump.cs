using Ses.Retention;

namespace Ses.Scheduling.Internal;

/// <summary>Takes a sweep's steps until nothing is left, then looks again after a while.</summary>
internal sealed class SweepPump(ISweep sweep, RetentionOptions options, NodeSession session) : IPump
{
    private DateTimeOffset _lookAt;

    public string Name => sweep.Name;

    public Work WokenBy => Work.None;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        var now = session.Now;
        if (!session.IsOpen || now < _lookAt)
            return PumpResult.Idle(_lookAt);
        if (await sweep.StepAsync(now, cancellationToken).ConfigureAwait(false))
            return PumpResult.Worked;
        _lookAt = now + options.CheckInterval;
        return PumpResult.Idle(_lookAt);
    }
}
