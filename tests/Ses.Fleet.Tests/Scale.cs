using System.Globalization;

[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Ses.Fleet.Tests;

/// <summary>How large the runs are. <c>SES_FLEET=full</c> is what a release is judged by; without it they take a minute or so on two slow cores.</summary>
internal static class Scale
{
    /// <summary>What the nodes are given: attempts under way at once.</summary>
    public const int Concurrency = 16;

    /// <summary>How old a reply may be that is not on record when its node dies.</summary>
    public static readonly TimeSpan Unsettled = TimeSpan.FromMilliseconds(50);

    /// <summary>Deliveries that a node has in hand at most (see <c>DeliveryPump</c>).</summary>
    public const int InHand = 8 * Concurrency;

    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("SES_FLEET") == "full";

    public static int KilledBatch => IsFull ? 20_000 : 4_000;

    public static int Kills => IsFull ? 20 : 8;

    public static int FleetBatch => IsFull ? 50_000 : 5_000;

    public static int OutageBatch => IsFull ? 5_000 : 1_000;

    /// <summary>For conditions that come within seconds on an idle machine.</summary>
    public static TimeSpan Patience => IsFull ? TimeSpan.FromMinutes(20) : TimeSpan.FromMinutes(5);

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
