namespace Ses.Callbacks.Internal;

/// <summary>
/// How a node calls an endpoint at the moment: as much at once as is allowed while calls succeed, one while they fail, and after the third failure in a row with a pause
/// that doubles. So what waits for a receiver that is down is not called one by one in vain.
/// </summary>
/// <param name="Failures">Rounds of failures in a row.</param>
/// <param name="FailedAt">When the last one was.</param>
/// <param name="PausedUntil">No call before this time.</param>
internal sealed record EndpointPace(int Failures, DateTimeOffset FailedAt, DateTimeOffset PausedUntil)
{
    private const int FailuresBeforePauses = 3;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    public static EndpointPace Full { get; } = new(0, default, default);

    /// <summary>How many calls may begin.</summary>
    public int Room(int underWay, int most, DateTimeOffset now) => PausedUntil > now ? 0 : Math.Max(0, (Failures == 0 ? most : 1) - underWay);

    public EndpointPace After(bool isSuccess, DateTimeOffset startedAt, DateTimeOffset now)
    {
        if (isSuccess)
            return Full;
        // Calls that were under way together fail together: that is one failure.
        if (Failures > 0 && startedAt < FailedAt)
            return this;
        var failures = Failures + 1;
        var pause = failures < FailuresBeforePauses ? TimeSpan.Zero : ShortestPause * Math.Pow(2, Math.Min(failures - FailuresBeforePauses, 10));
        return new(failures, now, now + (pause < LongestPause ? pause : LongestPause));
    }
}
