using Ses.Sending;
using Ses.Testing;

namespace Ses.Tests.Delivery;

public sealed class WhenAProviderSlowsUsDown : IDisposable
{
    private readonly FakeWorld _world = new(7);
    private readonly FakeNode _node;

    public WhenAProviderSlowsUsDown()
    {
        _node = AddNode();
        _world.Dns.AddMx("big.example", 10, "alt1.gmail-smtp-in.l.google.com").AddMx("also-big.example", 10, "aspmx.l.google.com");
        _world.Dns.AddMx("letters.example", 10, "mx3.qq.com").AddMx("small.example", 10, "mx.small.example").AddMx("other.example", 10, "mx.other.example");
        _world.Run(async () =>
        {
            _world.Dns.Publish(await _node.Client.Domains.CreateAsync("news.example"));
            await _node.Client.Domains.VerifyAsync("news.example");
        });
    }

    [Fact]
    public void Its_site_is_left_alone_for_a_while_and_nobody_else_waits()
    {
        var hurried = true;
        _world.Servers.Answer = attempt => attempt.Site == "google" && hurried ? new(421, "4.7.28", "unusual rate of mail") : null;
        Send("ada@big.example");
        _node.Start();
        Assert.True(_world.RunUntil(() => AttemptsAt("google").Count == 1));
        _world.RunFor(TimeSpan.FromSeconds(1));

        Send("bob@also-big.example");
        Send("carl@small.example");
        Assert.True(_world.RunUntil(() => Taken("carl@small.example")));
        hurried = false;
        _world.RunFor(TimeSpan.FromMinutes(9));
        Assert.Single(AttemptsAt("google"));

        Assert.True(_world.RunUntil(() => Taken("ada@big.example") && Taken("bob@also-big.example"), TimeSpan.FromMinutes(30)));
        Assert.All(AttemptsAt("google").Skip(1), attempt => Assert.True(attempt.At >= AttemptsAt("google")[0].At + TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void Another_process_knows_it_too_and_so_does_the_same_one_started_again()
    {
        _world.Servers.Answer = attempt => attempt is { Site: "google", Node: "node1" } ? new(421, "4.7.28", "unusual rate of mail") : null;
        Send("ada@big.example");
        _node.Start();
        Assert.True(_world.RunUntil(() => AttemptsAt("google").Count == 1));
        _world.RunFor(TimeSpan.FromSeconds(10));
        _node.Stop();
        _world.RunFor(TimeSpan.FromSeconds(30));

        AddNode().Start();
        Send("bob@big.example");
        _world.RunFor(TimeSpan.FromMinutes(8));
        Assert.Single(AttemptsAt("google"));
        Assert.True(_world.RunUntil(() => Taken("bob@big.example"), TimeSpan.FromMinutes(30)));
    }

    [Fact]
    public void A_550_that_is_about_pace_is_put_off_and_blocks_nobody()
    {
        var first = true;
        _world.Servers.Answer = attempt => attempt.Site == "qq" && first ? new(550, null, "Ip frequency limited") : null;
        Send("ada@letters.example");
        _node.Start();
        Assert.True(_world.RunUntil(() => AttemptsAt("qq").Count == 1));
        first = false;

        Assert.True(_world.RunUntil(() => Taken("ada@letters.example"), TimeSpan.FromHours(2)));
        Assert.Null(_world.Run(() => _node.Client.Blocklists.FindAsync("ada@letters.example")));
    }

    [Fact]
    public void A_site_that_cannot_be_reached_is_left_alone_after_five_failures_and_the_others_go_on()
    {
        _world.Servers.Unreachable = 1;
        for (var i = 0; i < 8; i++)
            Send($"reader{i}@small.example");
        _node.Start();
        Assert.True(_world.RunUntil(() => AttemptsAt("mx.small.example").Count >= 5));
        _world.Servers.Unreachable = 0;
        Send("ada@other.example");
        Assert.True(_world.RunUntil(() => Taken("ada@other.example"), TimeSpan.FromSeconds(30)));
        Assert.True(_world.RunUntil(() => Enumerable.Range(0, 8).All(i => Taken($"reader{i}@small.example")), TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_rate_holds_over_all_nodes_and_a_restart()
    {
        static void Paced(SesOptions options) => options.Delivery.MaxPerSecondPerSenderDomain = 4;
        foreach (var node in new[] { AddNode(Paced), AddNode(Paced) })
            node.Start();
        for (var i = 0; i < 40; i++)
            Send($"reader{i}@small.example");
        _world.RunFor(TimeSpan.FromSeconds(4));
        _world.Nodes[1].Stop();
        AddNode(Paced).Start();
        Assert.True(_world.RunUntil(() => Enumerable.Range(0, 40).All(i => Taken($"reader{i}@small.example")), TimeSpan.FromMinutes(10)));

        var times = _world.Servers.Attempts.Select(attempt => attempt.At).ToList();
        Assert.All(times, start => Assert.InRange(times.Count(at => at >= start && at - start < TimeSpan.FromSeconds(1)), 1, 4));
    }

    public void Dispose() => _world.Dispose();

    private FakeNode AddNode(Action<SesOptions>? configure = null) => _world.AddNode(options =>
    {
        options.Domains.DkimKeyBits = 1024;
        configure?.Invoke(options);
    });

    private SendReceipt Send(string to) =>
        _world.Run(() => _node.Client.SendAsync(new() { From = "desk@news.example", To = [to], Subject = "Hello", Text = "Hello" }));

    private IReadOnlyList<FakeAttempt> AttemptsAt(string site) => [.. _world.Servers.Attempts.Where(attempt => attempt.Site == site)];

    private bool Taken(string address) => _world.Servers.Attempts.Any(attempt => attempt.WasAccepted && attempt.Recipient.ToString() == address);
}
