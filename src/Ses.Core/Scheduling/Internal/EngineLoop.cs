using Microsoft.Extensions.Logging;
using Ses.Diagnostics.Internal;

namespace Ses.Scheduling.Internal;

/// <summary>Runs one pump until it is stopped: at once while there is work, else asleep until it is due, nudged or polled; backing off from failures.</summary>
internal sealed class EngineLoop(
    IPump pump, PumpProgress progress, Nudge nudge, EngineOptions options, TimeProvider time, SesDice dice, EngineMetrics metrics, ILogger logger)
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            TimeSpan sleep;
            var count = nudge.Count(pump.WokenBy);
            progress.Begin();
            try
            {
                var result = await pump.PumpOnceAsync(stopping).ConfigureAwait(false);
                metrics.Stepped(pump.Name);
                if (failures > 0)
                    logger.PumpRecovered(pump.Name, failures);
                failures = 0;
                sleep = result.HasWorked ? TimeSpan.Zero : UntilDue(result.IdleUntil);
                progress.End(sleep);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // One pump's failure must not stop the others: whatever it is, it is logged and tried again.
            catch (Exception error)
#pragma warning restore CA1031
            {
                failures++;
                progress.Fail(error);
                metrics.Failed(pump.Name, error);
                sleep = BackOff(failures);
                logger.PumpFailed(error, pump.Name, failures, sleep);
                await Pause.ForAsync(sleep, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            await nudge.SleepAsync(sleep, pump.WokenBy, count, stopping).ConfigureAwait(false);
        }
    }

    private TimeSpan UntilDue(DateTimeOffset? due)
    {
        var poll = options.PollInterval;
        if (due is not { } at)
            return poll;
        var wait = at - time.GetUtcNow();
        return wait < poll ? (wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1)) : poll;
    }

    // 0.1 s, 0.2 s, 0.4 s … up to half a minute, each up to a half longer, so that nodes do not knock together.
    private TimeSpan BackOff(int failures)
    {
        var delay = TimeSpan.FromMilliseconds(100) * Math.Pow(2, Math.Min(failures - 1, 10));
        return (delay < LongestBackOff ? delay : LongestBackOff) * (1 + (dice.Share() / 2));
    }
}
