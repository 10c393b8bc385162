using Ses.Scheduling;
using Ses.Testing;

namespace Ses.Tests.Hosting;

public sealed class WhenAPumpStalls : IDisposable
{
    private readonly SmallWorld _world = new(options => options.Engine.PollInterval = TimeSpan.FromSeconds(1));

    private EngineHealth Health => _world.Node.Engine.Health;

    public void Dispose() => _world.Dispose();

    [Fact]
    public void An_engine_that_was_not_started_or_has_stopped_says_so()
    {
        Assert.Equal((EngineState.Stopped, false), (Health.State, Health.IsHealthy));
        _world.Start();
        _world.World.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal((EngineState.Running, true), (Health.State, Health.IsHealthy));
        Assert.Contains("delivery", Health.Pumps.Select(pump => pump.Name));
        Assert.All(Health.Pumps, pump => Assert.InRange(_world.Now - pump.LastStepAt!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(5)));
        _world.Node.Stop();
        _world.World.RunUntil(() => _world.Node.Running.IsCompleted);
        Assert.Equal((EngineState.Stopped, false), (Health.State, Health.IsHealthy));
        Assert.Empty(Health.Pumps);
    }

    [Fact]
    public void One_that_waits_for_its_store_is_joining()
    {
        _world.World.StoreFaults = StoreFaults.None with { Hangs = call => call == "INodeLeases.JoinAsync" };
        _world.Start();
        _world.World.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal((EngineState.Joining, false), (Health.State, Health.IsHealthy));
        Assert.InRange(_world.Now - Health.Since, TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_step_that_does_not_end_is_named_with_its_beginning_after_five_minutes_and_the_others_go_on()
    {
        var since = Hang("IDeliveryQueue.ListDueLanesAsync");
        _world.World.RunFor(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(2));
        Assert.True(Health.IsHealthy);
        Assert.Empty(Stalls());
        _world.World.RunFor(TimeSpan.FromSeconds(5));

        var stalled = Assert.Single(Health.Pumps, pump => pump.StalledSince is not null);
        Assert.Equal("delivery", stalled.Name);
        Assert.Equal(since, stalled.StalledSince!.Value, TimeSpan.FromSeconds(2));
        Assert.False(Health.IsHealthy);
        Assert.Contains($"The delivery pump has stalled: a step is due since {stalled.StalledSince:u}", Assert.Single(Stalls()), StringComparison.Ordinal);

        // Said once, however long it lasts.
        _world.World.RunFor(TimeSpan.FromMinutes(30));
        Assert.Single(Stalls());
        _world.World.StoreFaults = StoreFaults.None;
        _world.World.RunFor(TimeSpan.FromMinutes(1));
        Assert.True(Health.IsHealthy);
        Assert.Single(_world.Node.LogLines, line => line.Contains("The delivery pump goes on", StringComparison.Ordinal));
    }

    [Fact]
    public void Steps_that_fail_one_after_the_other_are_no_progress_and_their_error_is_shown()
    {
        _world.Start();
        _world.World.RunFor(TimeSpan.FromSeconds(5));
        _world.World.StoreFaults = new(BeforeCommit: 1, AfterCommit: 0, TimeSpan.Zero);
        _world.World.RunFor(TimeSpan.FromMinutes(6));

        var delivery = Health.Pumps.Single(pump => pump.Name == "delivery");
        Assert.NotNull(delivery.StalledSince);
        Assert.Equal("StoreFailedException: the store failed before its commit", delivery.LastError);
        Assert.Contains(Stalls(), line => line.Contains("delivery pump", StringComparison.Ordinal) && line.EndsWith(delivery.LastError!, StringComparison.Ordinal));
    }

    [Fact]
    public void The_limit_is_the_host_s()
    {
        using var world = new SmallWorld(options =>
        {
            options.Engine.PollInterval = TimeSpan.FromSeconds(1);
            options.Engine.StallLimit = TimeSpan.FromSeconds(30);
        });
        world.Start();
        world.World.RunFor(TimeSpan.FromSeconds(5));
        world.World.StoreFaults = StoreFaults.None with { Hangs = call => call == "IRetentionStore.ExpireAsync" };
        world.World.RunFor(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(40));
        Assert.Equal("retention", Assert.Single(world.Node.Engine.Health.Pumps, pump => pump.StalledSince is not null).Name);
    }

    private DateTimeOffset Hang(string call)
    {
        _world.Start();
        _world.World.RunFor(TimeSpan.FromSeconds(5));
        _world.World.StoreFaults = StoreFaults.None with { Hangs = name => name == call };
        return _world.Now;
    }

    private IReadOnlyList<string> Stalls() => [.. _world.Node.LogLines.Where(line => line.Contains("has stalled", StringComparison.Ordinal))];
}
