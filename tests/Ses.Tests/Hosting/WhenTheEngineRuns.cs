using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.InMemory;
using Ses.Testing;

namespace Ses.Tests.Hosting;

public sealed class WhenTheEngineRuns
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Action<SesBuilder> Ses(SimulatedMailServer server, InMemoryDns dns, InMemoryStorage storage, Action<SesOptions>? configure = null) => ses => ses
        .UseInMemory(storage)
        .UseSmtp(smtp => smtp.Relay("127.0.0.1", server.Port))
        .UseDns(_ => dns)
        .Configure(options => options.Domains.DkimKeyBits = 1024)
        .Configure(configure ?? (_ => { }));

    private static async Task VerifyAsync(ISesClient client, InMemoryDns dns)
    {
        dns.Publish(await client.Domains.CreateAsync(SmallWorld.Domain, Token));
        await client.Domains.VerifyAsync(SmallWorld.Domain, Token);
    }

    [Fact]
    public async Task A_console_awaits_it_until_it_is_canceled()
    {
        await using var server = SimulatedMailServer.Start();
        var dns = new InMemoryDns();
        await using var provider = new ServiceCollection().AddSes(Ses(server, dns, new())).BuildServiceProvider();
        var client = provider.GetRequiredService<ISesClient>();
        await VerifyAsync(client, dns);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = provider.GetRequiredService<SesEngine>().RunAsync(stop.Token);
        await client.SendAsync(SmallWorld.Letter("ada@a.example"), Token);
        await server.Log.WaitForAcceptedAsync(1, Token);
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await running;
        Assert.Equal(1, server.Log.Accepted);
    }

    [Fact]
    public async Task A_host_runs_it_and_stops_it_with_itself()
    {
        await using var server = SimulatedMailServer.Start();
        var dns = new InMemoryDns();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSes(Ses(server, dns, new())).AddSes(ses => ses.RunInHost()).AddSes(ses => ses.RunInHost());
        using var host = builder.Build();
        await host.StartAsync(Token);
        var client = host.Services.GetRequiredService<ISesClient>();
        await VerifyAsync(client, dns);
        var receipt = await client.SendAsync(SmallWorld.Letter("ada@a.example"), Token);
        await server.Log.WaitForAcceptedAsync(1, Token);
        await host.StopAsync(Token);
        Assert.Equal(DeliveryState.Delivered, await StateAsync(client, receipt.Message));
    }

    [Fact]
    public async Task A_second_run_of_the_same_engine_is_an_error_and_a_later_one_is_not()
    {
        await using var server = SimulatedMailServer.Start();
        await using var provider = new ServiceCollection().AddSes(Ses(server, new(), new())).BuildServiceProvider();
        var engine = provider.GetRequiredService<SesEngine>();
        for (var i = 0; i < 2; i++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var running = engine.RunAsync(stop.Token);
            Assert.Contains("RunInHost()", (await Assert.ThrowsAsync<InvalidOperationException>(() => engine.RunAsync(Token))).Message, StringComparison.Ordinal);
            await stop.CancelAsync();
            await running;
        }

        await engine.RunAsync(new CancellationToken(canceled: true));
    }

    [Fact]
    public async Task Many_processes_over_one_store_send_everything_once()
    {
        await using var server = SimulatedMailServer.Start();
        var (dns, storage) = (new InMemoryDns(), new InMemoryStorage());
        var providers = Enumerable.Range(0, 3).Select(_ => new ServiceCollection().AddSes(Ses(server, dns, storage)).BuildServiceProvider()).ToList();
        await VerifyAsync(providers[0].GetRequiredService<ISesClient>(), dns);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = providers.ConvertAll(provider => provider.GetRequiredService<SesEngine>().RunAsync(stop.Token));
        for (var i = 0; i < 60; i++)
            await providers[i % 3].GetRequiredService<ISesClient>().SendAsync(SmallWorld.Letter($"a{i}@a.example", $"b{i}@b.example"), Token);
        await server.Log.WaitForAcceptedAsync(120, Token);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        Assert.Equal(120, server.Log.AcceptedPerRecipient.Count);
        Assert.All(server.Log.AcceptedPerRecipient.Values, count => Assert.Equal(1, count));
        foreach (var provider in providers)
            await provider.DisposeAsync();
    }

    [Fact]
    public void Stopped_it_ends_what_it_began_and_gives_back_the_rest()
    {
        using var world = new SmallWorld(options => options.Delivery.MaxConcurrency = 2);
        var receipt = world.Send([.. Enumerable.Range(0, 10).Select(i => $"r{i}@a.example")]);
        world.Start();
        world.World.RunUntil(() => world.World.Servers.Attempts.Count == 2);
        world.Node.Stop();
        Assert.True(world.World.RunUntil(() => world.Node.Running.IsCompleted, TimeSpan.FromMinutes(1)));
        Assert.True(world.Node.Running.IsCompletedSuccessfully);

        var deliveries = world.Deliveries(receipt);
        var sent = deliveries.Where(delivery => delivery.State == DeliveryState.Delivered).ToList();
        var given = deliveries.Where(delivery => delivery.State == DeliveryState.Queued).ToList();
        Assert.Equal((2, 8), (sent.Count, given.Count));
        Assert.Equal(2, world.World.Servers.Attempts.Count);
        // Free at once, as if they had never been claimed: nothing is uncertain and no quota is lost.
        Assert.All(given, delivery => Assert.Equal((0, DeliveryFacts.None, 0), (delivery.Owner.Value, delivery.Facts, delivery.Attempts)));
        Assert.Contains("gone, owns 0", world.World.Storage.Dump(), StringComparison.Ordinal);
        Assert.Equal(2, world.UsedQuota());
    }

    [Fact]
    public void Stopped_while_a_server_does_not_answer_it_waits_no_longer_than_it_may()
    {
        using var world = new SmallWorld(options => options.Engine.DrainTimeout = TimeSpan.FromSeconds(3));
        world.World.Servers.LongestAttempt = TimeSpan.FromHours(9);
        var receipt = world.Send("ada@a.example");
        world.Start();
        world.World.RunUntil(() => world.World.Servers.Attempts.Count == 1);
        var stopped = world.Now;
        world.Node.Stop();
        Assert.True(world.World.RunUntil(() => world.Node.Running.IsCompleted));
        Assert.Equal(stopped + TimeSpan.FromSeconds(3), world.Now, TimeSpan.FromSeconds(1));

        // Nobody knows what became of it: another node finds it uncertain and sends it again.
        world.World.Servers.LongestAttempt = TimeSpan.FromSeconds(1);
        world.AddNode().Start();
        Assert.True(world.World.RunUntil(() => world.Delivery(receipt, "ada@a.example").State == DeliveryState.Delivered));
        Assert.True(world.Delivery(receipt, "ada@a.example").Facts.HasFlag(DeliveryFacts.Uncertain));
    }

    [Fact]
    public void What_a_dead_node_had_is_taken_over_and_sent()
    {
        using var world = new SmallWorld();
        var receipt = world.Send([.. Enumerable.Range(0, 20).Select(i => $"r{i}@a.example")]);
        world.Start();
        world.World.RunUntil(() => world.World.Servers.Attempts.Count == 5);
        world.Node.Kill();
        world.AddNode().Start();
        Assert.True(world.World.RunUntil(() => world.Deliveries(receipt).All(delivery => delivery.State == DeliveryState.Delivered)));
        Assert.All(world.Deliveries(receipt).Where(delivery => !delivery.Facts.HasFlag(DeliveryFacts.Uncertain)), delivery => Assert.Single(world.Taken, attempt => attempt.Recipient.Equals(delivery.Recipient)));
    }

    [Fact]
    public void A_store_that_fails_now_and_then_loses_and_doubles_nothing()
    {
        using var world = new SmallWorld(seed: 11);
        var receipt = world.Send([.. Enumerable.Range(0, 30).Select(i => $"r{i}@a.example")]);
        world.World.StoreFaults = new(BeforeCommit: 0.1, AfterCommit: 0.1, TimeSpan.FromMilliseconds(50));
        world.Deliver(receipt);
        Assert.Equal(30, world.Taken.Select(attempt => attempt.Recipient.NormalForm).Distinct().Count());
        Assert.Equal(30, world.Taken.Count);
    }

    private static async Task<DeliveryState> StateAsync(ISesClient client, MessageId message)
    {
        await foreach (var delivery in client.MailLog.ListDeliveriesAsync(message, Token))
            return delivery.State;
        throw new InvalidOperationException("no such message");
    }
}
