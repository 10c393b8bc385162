namespace Ses.Callbacks;

/// <summary>Options of callbacks.</summary>
public sealed class CallbacksOptions
{
    /// <summary>The ports that an endpoint may have: 80, 443, 8080, 8081 and 8082.</summary>
    public IList<int> Ports { get; } = [80, 443, 8080, 8081, 8082];

    /// <summary>True for the guide's ports only, 8080, 8081 and 8082 (guide, Callback Address); false by default.</summary>
    public bool OnlyGuidePorts { get; set; }

    /// <summary>
    /// True lets endpoints be on this host or in its private networks; false by default, since whoever may set an endpoint could otherwise reach what is only
    /// reachable from here.
    /// </summary>
    public bool AllowPrivateHosts { get; set; }

    /// <summary>How long one call may take, from connecting to the status of its answer; 10 seconds by default. What takes longer has failed.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>When a call that failed is made again: after 10 s, 1, 5, 15 and 30 minutes, 1, 2 and 4 hours, then every 8 hours.</summary>
    public IList<TimeSpan> RetrySchedule { get; } =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1),
        TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8),
    ];

    /// <summary>How long a callback is tried, or waits for an endpoint that is disabled; 72 hours by default. Behind that it is given up.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(72);

    /// <summary>Calls in a row that are given up before an endpoint is disabled; 30 by default.</summary>
    public int DisableAfter { get; set; } = 30;

    /// <summary>How long attempts are kept on record; 30 days by default.</summary>
    public TimeSpan KeepAttempts { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the secret before signs beside a new one; 24 hours by default.</summary>
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Calls at once to one endpoint, in each process; 8 by default. While calls fail, one.</summary>
    public int MaxConcurrencyPerEndpoint { get; set; } = 8;

    /// <summary>Calls at once in each process; 64 by default.</summary>
    public int MaxConcurrency { get; set; } = 64;
}
