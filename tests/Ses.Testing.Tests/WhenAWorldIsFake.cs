using Ses.Sending;

namespace Ses.Testing.Tests;

public sealed class WhenAWorldIsFake
{
    private static FakeNode AddNode(FakeWorld world) => world.AddNode(options =>
    {
        options.Domains.DkimKeyBits = 1024;
        options.Delivery.Relays.Add(new("relay.example"));
    });

    private static SendReceipt Send(FakeWorld world, FakeNode node, params string[] to) =>
        world.Run(() => node.Client.SendAsync(new SendRequest { From = "a@news.example", To = to, Subject = "x", Text = "y" }));

    private static FakeWorld New(ulong seed = 1)
    {
        var world = new FakeWorld(seed);
        world.Run(() => world.Dns.CreateVerifiedAsync(AddNode(world).Client, "news.example"));
        return world;
    }

    [Fact]
    public void Work_gives_its_result_or_throws_what_it_throws()
    {
        using var world = new FakeWorld(1);
        Assert.Equal(7, world.Run(async () =>
        {
            await world.YieldAsync(null);
            return 7;
        }));
        Assert.Equal("no", Assert.Throws<InvalidOperationException>(() => world.Run(() => Task.FromException(new InvalidOperationException("no")))).Message);
        Assert.Equal("no", Assert.Throws<InvalidOperationException>(() => world.Run(() => Task.FromException<int>(new InvalidOperationException("no")))).Message);
    }

    [Fact]
    public void Work_that_never_ends_names_its_seed()
    {
        using var world = new FakeWorld(42);
        var error = Assert.Throws<TimeoutException>(() => world.Run(() => new TaskCompletionSource().Task, TimeSpan.FromHours(1)));
        Assert.Contains("seed 42", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Days_pass_at_once()
    {
        using var world = New();
        var start = world.Clock.GetUtcNow();
        world.RunFor(TimeSpan.FromDays(400));
        Assert.Equal(start.AddDays(400), world.Clock.GetUtcNow());
        Assert.Equal(DayOfWeek.Monday, new FakeWorld(1).Clock.GetUtcNow().DayOfWeek);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        var runs = new ulong[] { 5, 5, 6 }.Select(seed =>
        {
            using var world = New(seed);
            var node = world.Nodes[0].Start();
            world.Servers.Unreachable = 0.3;
            Send(world, node, [.. Enumerable.Range(0, 20).Select(i => $"r{i}@a.example")]);
            world.RunUntil(() => world.Servers.Attempts.Count(attempt => attempt.WasAccepted) == 20);
            return $"{world.Steps} {world.Clock.GetUtcNow():O} {string.Join(' ', world.Servers.Attempts.Select(attempt => $"{attempt.At:O} {attempt.Recipient}"))}";
        }).ToList();
        Assert.Equal(runs[0], runs[1]);
        Assert.NotEqual(runs[0], runs[2]);
    }

    [Fact]
    public void A_killed_node_does_nothing_any_more()
    {
        using var world = New();
        var node = world.Nodes[0].Start();
        world.RunFor(TimeSpan.FromMinutes(1));
        node.Kill();
        Send(world, AddNode(world), "ada@a.example");
        world.RunFor(TimeSpan.FromHours(1));
        Assert.True(node.IsDead);
        Assert.False(node.Running.IsCompleted);
        Assert.Empty(world.Servers.Attempts);
    }

    [Fact]
    public void A_frozen_node_notices_nothing_and_sends_nothing_when_it_wakes_too_late()
    {
        using var world = New();
        var frozen = world.Nodes[0].Start();
        world.Servers.LongestAttempt = TimeSpan.FromSeconds(30);
        Send(world, frozen, [.. Enumerable.Range(0, 5).Select(i => $"r{i}@a.example")]);
        world.RunUntil(() => world.Servers.Attempts.Count == 5);
        frozen.Freeze();
        Assert.True(frozen.IsFrozen);
        world.RunFor(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(world.Servers.Attempts, attempt => attempt.WasAccepted);
        AddNode(world).Start();
        Assert.True(world.RunUntil(() => world.Servers.Attempts.Count(attempt => attempt.WasAccepted) == 5));
        frozen.Thaw();
        world.RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal(5, world.Servers.Attempts.Count(attempt => attempt.WasAccepted));
        Assert.All(world.Servers.Attempts.Where(attempt => attempt.WasAccepted), attempt => Assert.Equal("node2", attempt.Node));
    }

    [Fact]
    public void A_store_that_fails_throws_what_may_be_tried_again_before_or_behind_its_commit()
    {
        using var world = New();
        var client = world.Nodes[0].Client;
        world.StoreFaults = new(BeforeCommit: 1, AfterCommit: 0, TimeSpan.Zero);
        var before = Assert.Throws<StoreFailedException>(() => world.Run(() => client.Recipients.CreateAsync("a", "a")));
        Assert.Equal((SesErrorCode.StorageFailed, true), (before.Code, before.IsTransient));
        world.StoreFaults = new(BeforeCommit: 0, AfterCommit: 1, TimeSpan.Zero);
        Assert.Throws<StoreFailedException>(() => world.Run(() => client.Recipients.CreateAsync("b", "b")));
        world.StoreFaults = StoreFaults.None;
        Assert.Equal(["b"], world.Run(() => client.Recipients.ListAsync()).Items.Select(group => group.Name));
    }

    [Fact]
    public void A_slow_store_takes_its_time()
    {
        using var world = New();
        world.StoreFaults = new(0, 0, TimeSpan.FromMinutes(10));
        var start = world.Clock.GetUtcNow();
        world.Run(() => world.Nodes[0].Client.Domains.FindAsync("news.example"));
        Assert.InRange(world.Clock.GetUtcNow() - start, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void Stopped_a_node_leaves_in_peace()
    {
        using var world = New();
        var node = world.Nodes[0].Start();
        world.RunFor(TimeSpan.FromMinutes(1));
        node.Stop();
        Assert.True(world.RunUntil(() => node.Running.IsCompletedSuccessfully, TimeSpan.FromMinutes(1)));
        Assert.Contains("gone, owns 0", world.Storage.Dump(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_thread_is_told_where_to_begin()
    {
        using var world = new FakeWorld(1);
        Assert.Contains("by Run or Do", Assert.Throws<InvalidOperationException>(() => world.Post(null, () => { })).Message, StringComparison.Ordinal);
    }
}
