using Microsoft.Extensions.Logging;

namespace Ses.Scheduling.Internal;

/// <summary>Looks whether every pump gets on, and says once which one does not, and when it does again.</summary>
internal sealed class EngineWatchdog(IReadOnlyList<PumpProgress> pumps, EngineOptions options, TimeProvider time, ILogger logger)
{
    private readonly HashSet<PumpProgress> _stalled = [];

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            Look(time.GetUtcNow());
            await Pause.ForAsync(UntilNext(), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Look(DateTimeOffset now)
    {
        foreach (var pump in pumps)
        {
            if (pump.StalledSince(now) is not { } since)
            {
                if (_stalled.Remove(pump))
                    logger.PumpGoesOn(pump.Name);
            }
            else if (_stalled.Add(pump))
            {
                logger.PumpStalled(pump.Name, since, options.StallLimit, pump.LastError ?? "its step does not end");
            }
        }
    }

    // Until the pump that is due first would have stalled; one that has is looked at again, too.
    private TimeSpan UntilNext()
    {
        var now = time.GetUtcNow();
        var wait = _stalled.Count > 0 ? options.StallLimit / 10 : options.StallLimit;
        foreach (var pump in pumps.Where(pump => pump.StalledSince(now) is null))
        {
            var stalls = pump.DueAt + options.StallLimit - now;
            wait = stalls > TimeSpan.Zero && stalls < wait ? stalls : wait;
        }

        return wait;
    }
}
