using Ses.Scheduling.Internal;

namespace Ses.Callbacks.Internal;

/// <summary>Gives up callbacks that wait too long, and forgets old attempts, a step at a time; then looks again after a while.</summary>
internal sealed class CallbackSweepPump(ICallbackQueue queue, SesOptions options, NodeSession session) : IPump
{
    private const int Step = 500;

    private DateTimeOffset _lookAt;

    public string Name => "callback-sweep";

    public Work WokenBy => Work.None;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        var now = session.Now;
        if (!session.IsOpen || now < _lookAt)
            return PumpResult.Idle(_lookAt);
        var limits = new CallbackLimits(now - options.Callbacks.MaxAge, now - options.Callbacks.KeepAttempts);
        if (await queue.SweepAsync(limits, Step, options.Callbacks.DisableAfter, now, cancellationToken).ConfigureAwait(false))
            return PumpResult.Worked;
        _lookAt = now + options.Retention.CheckInterval;
        return PumpResult.Idle(_lookAt);
    }
}
