namespace Ses.Scheduling.Internal;

/// <summary>One thing that the engine does, a step at a time. It owns no loop, no delay and no catch-all.</summary>
internal interface IPump
{
    /// <summary>Its name in the manifest, in logs and in metrics.</summary>
    string Name { get; }

    /// <summary>What makes it look before its time; of everything by default. A pump that looks only when it is due says <see cref="Work.None"/>.</summary>
    Work WokenBy => Work.All;

    /// <summary>True where a step lasts until somebody comes, so that a long one is no sign of trouble.</summary>
    bool WaitsForOthers => false;

    /// <summary>Does one step; awaits only ports, the time provider and the engine's scheduler.</summary>
    ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken);
}

/// <summary>What a step came to.</summary>
/// <param name="HasWorked">True: call again at once.</param>
/// <param name="IdleUntil">Where there was nothing to do: when there will be; null for unknown (then the poll interval and nudges count).</param>
internal readonly record struct PumpResult(bool HasWorked, DateTimeOffset? IdleUntil)
{
    public static PumpResult Worked => new(true, null);

    public static PumpResult Idle(DateTimeOffset? until = null) => new(false, until);
}

/// <summary>A pump that has something in hand when the engine stops.</summary>
internal interface IDrainingPump : IPump
{
    /// <summary>Ends what was begun, after the loops have stopped.</summary>
    ValueTask DrainAsync(CancellationToken cancellationToken);
}
