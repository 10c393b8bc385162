namespace Ses.Scheduling;

/// <summary>How an engine does at a moment: for health checks, and for people who wonder why nothing moves.</summary>
/// <param name="State">Whether it runs.</param>
/// <param name="Since">Since when it is in that state.</param>
/// <param name="Pumps">What it does, each by itself; empty unless it runs.</param>
public sealed record EngineHealth(EngineState State, DateTimeOffset Since, IReadOnlyList<PumpHealth> Pumps)
{
    /// <summary>True while it runs and nothing in it has stalled.</summary>
    public bool IsHealthy => State == EngineState.Running && Pumps.All(pump => pump.StalledSince is null);
}

/// <summary>Whether an engine runs.</summary>
public enum EngineState
{
    /// <summary>It was not started, or has stopped.</summary>
    Stopped,

    /// <summary>It waits for the store, or for its lease to be given.</summary>
    Joining,

    /// <summary>It runs.</summary>
    Running,
}

/// <summary>How one of the things that an engine does gets on.</summary>
/// <param name="Name">Its name, as in logs: <c>delivery</c>, <c>settle</c>, <c>domains</c>, …</param>
/// <param name="LastStepAt">When it last ended a step; null before the first.</param>
/// <param name="StalledSince">Since when a step is due or under way that has not ended within <see cref="EngineOptions.StallLimit"/>; null where all is well.</param>
/// <param name="LastError">What its last step failed with; null where it did not fail.</param>
public sealed record PumpHealth(string Name, DateTimeOffset? LastStepAt, DateTimeOffset? StalledSince, string? LastError);
