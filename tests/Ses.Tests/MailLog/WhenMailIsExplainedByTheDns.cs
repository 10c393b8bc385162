using Ses.Dns;
using Ses.MailLog;
using Ses.Sending;
using Ses.Testing;

namespace Ses.Tests.MailLog;

/// <summary>Gates that only show where the DNS says where mail goes, or where several nodes share a pace.</summary>
public sealed class WhenMailIsExplainedByTheDns : IDisposable
{
    private readonly FakeWorld _world = new(3);
    private readonly FakeNode _node;

    public WhenMailIsExplainedByTheDns()
    {
        _node = AddNode();
        _world.Dns.AddMx("small.example", 10, "mx.small.example").AddMx("big.example", 10, "aspmx.l.google.com");
        _world.Run(async () =>
        {
            _world.Dns.Publish(await _node.Client.Domains.CreateAsync("news.example"));
            await _node.Client.Domains.VerifyAsync("news.example");
        });
    }

    [Fact]
    public void A_domain_without_a_way_is_said_before_it_bounces_and_afterwards()
    {
        var receipt = Send("ada@gone.example");
        var before = Explain(receipt, "ada@gone.example").Gates.Single(gate => gate.Gate == DeliveryGate.Route);
        Assert.Equal((GateState.Blocked, "550 5.1.2 the domain gone.example does not exist; it bounces when a node looks at it"), (before.State, before.Detail));

        _node.Start();
        Assert.True(_world.RunUntil(() => Explain(receipt, "ada@gone.example").Delivery!.State == Ledger.DeliveryState.Bounced));
        var after = Explain(receipt, "ada@gone.example");
        Assert.Equal((DeliveryGate.Route, GateState.Blocked), (after.Holder!.Gate, after.Holder.State));
        Assert.Contains("the domain gone.example does not exist", after.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_DNS_that_does_not_answer_is_not_called_an_outcome()
    {
        _world.Dns.Fail("small.example", DnsStatus.ServerFailure);
        var route = Explain(Send("ada@small.example"), "ada@small.example").Gates.Single(gate => gate.Gate == DeliveryGate.Route);
        Assert.Equal(GateState.NotReached, route.State);
        Assert.Contains("the DNS does not say", route.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circuit_that_is_open_holds_all_mail_to_its_site_until_it_closes()
    {
        _world.Servers.Unreachable = 1;
        for (var i = 0; i < 6; i++)
            Send($"reader{i}@small.example");
        _node.Start();
        Assert.True(_world.RunUntil(() => _world.Servers.Attempts.Count >= 5));
        _world.RunFor(TimeSpan.FromSeconds(10));
        var explanation = Explain(Send("ada@small.example"), "ada@small.example");

        Assert.Equal((DeliveryGate.Site, GateState.Waiting), (explanation.Holder!.Gate, explanation.Holder.State));
        Assert.Contains("cannot be reached", explanation.Answer, StringComparison.Ordinal);
        Assert.True(explanation.Holder.Until > _world.Clock.GetUtcNow());
    }

    [Fact]
    public void Pace_that_another_node_was_given_holds_it_until_that_ends()
    {
        Send("ada@small.example");
        var other = AddNode(options => options.Delivery.MaxPerSecondPerSenderDomain = 0.1);
        other.Start();
        Assert.True(_world.RunUntil(() => _world.Servers.Attempts.Count == 1));
        other.Stop();
        Assert.True(_world.RunUntil(() => other.Running.IsCompleted));
        var third = AddNode(options => options.Delivery.MaxPerSecondPerSenderDomain = 0.1);
        var next = Send("bob@small.example");
        var permit = _world.Run(() => third.Client.MailLog.ExplainAsync(next.Message, "bob@small.example")).Gates.Single(gate => gate.Gate == DeliveryGate.Permit);

        Assert.Equal(GateState.Waiting, permit.State);
        Assert.InRange(permit.Until!.Value - _world.Clock.GetUtcNow(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
    }

    public void Dispose() => _world.Dispose();

    private FakeNode AddNode(Action<SesOptions>? configure = null) => _world.AddNode(options =>
    {
        options.Domains.DkimKeyBits = 1024;
        configure?.Invoke(options);
    });

    private SendReceipt Send(string to) =>
        _world.Run(() => _node.Client.SendAsync(new() { From = "desk@news.example", To = [to], Subject = "Hello", Text = "Hello" }));

    private DeliveryExplanation Explain(SendReceipt receipt, string recipient) => _world.Run(() => _node.Client.MailLog.ExplainAsync(receipt.Message, recipient));
}
