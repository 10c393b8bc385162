namespace Ses.Scheduling;

/// <summary>Options of the engine.</summary>
public sealed class EngineOptions
{
    /// <summary>The node's name in logs and in the store; the machine's by default.</summary>
    public string NodeName { get; set; } = Environment.MachineName;

    /// <summary>How long a node's lease lasts; 30 seconds by default. A dead node's mail goes on after that.</summary>
    public TimeSpan LeaseTimeToLive { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the lease is renewed; 5 seconds by default.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long before its lease's end a node stops sending; 5 seconds by default.</summary>
    public TimeSpan FenceMargin { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often each pump looks by itself; 1 second by default.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a step may be overdue before the engine says which of its pumps has stalled (log, <see cref="SesEngine.Health"/>); 5 minutes by default.</summary>
    public TimeSpan StallLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a stopping engine waits for attempts that are under way; 20 seconds by default.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
