using System.Diagnostics;

namespace Ses.Simulation.Tests;

public sealed class EverySeedTests
{
    private const int Seeds = 300;
    private static readonly TimeSpan Box = TimeSpan.FromSeconds(120);

    /// <summary>One seed by hand: SES_SEED=42 dotnet test --project tests/Ses.Simulation.Tests.</summary>
    private static readonly string? OneSeed = Environment.GetEnvironmentVariable("SES_SEED");

    [Fact]
    public void Whatever_goes_wrong_nothing_is_lost_doubled_hurried_or_miscounted()
    {
        var clock = Stopwatch.StartNew();
        var seeds = OneSeed is null ? Enumerable.Range(1, Seeds).Select(seed => (ulong)seed) : [ulong.Parse(OneSeed, System.Globalization.CultureInfo.InvariantCulture)];
        var failures = new List<string>();
        var ran = 0;
        foreach (var seed in seeds.TakeWhile(_ => clock.Elapsed < Box && failures.Count < 5))
        {
            using var scenario = new Scenario(seed);
            scenario.Run();
            var broken = Invariants.Broken(scenario);
            if (broken.Count > 0)
                failures.Add($"seed {seed}:\n  {string.Join("\n  ", broken.Take(10))}\n{scenario.World.Storage.Dump()}");
            ran++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{ran} seeds in {clock.Elapsed.TotalSeconds:F1} s");
        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Assert.True(ran > 0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        var runs = Enumerable.Range(0, 2).Select(_ =>
        {
            using var scenario = new Scenario(7);
            scenario.Run();
            return (scenario.World.Steps, scenario.World.Clock.GetUtcNow(), string.Join("\n", scenario.World.Servers.Attempts.Select(attempt => $"{attempt.At:O} {attempt.Node} {attempt.Recipient}")));
        }).ToList();
        Assert.Equal(runs[0].Item3, runs[1].Item3);
        Assert.Equal(runs[0], runs[1]);
    }
}
