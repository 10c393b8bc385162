using Ses.Scheduling.Internal;

namespace Ses.Storage.Sql;

/// <summary>Wakes this node's engine when another node says that there is work.</summary>
internal sealed class WakeUpPump(IWakeUp wakeUp, Nudge nudge) : IPump
{
    public string Name => "wake-up";

    public bool WaitsForOthers => true;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        await wakeUp.WaitAsync(cancellationToken).ConfigureAwait(false);
        nudge.Wake();
        return PumpResult.Worked;
    }
}

/// <summary>How nodes tell each other that there is work. A message may be lost: everyone looks by itself every second too.</summary>
internal interface IWakeUp
{
    /// <summary>Tells the others, soon; many calls within a moment are one message.</summary>
    void Tell();

    /// <summary>Waits until someone tells.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);
}
