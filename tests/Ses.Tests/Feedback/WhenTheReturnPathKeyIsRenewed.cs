using Ses.Ledger;

namespace Ses.Tests.Feedback;

public sealed class WhenTheReturnPathKeyIsRenewed : IDisposable
{
    private readonly ReturnWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Return_paths_of_the_keys_before_are_still_ours()
    {
        var receipt = _world.Send(ReturnWorld.Anna);
        var path = _world.ReturnPath(ReturnWorld.Anna);
        _world.World.RunFor(TimeSpan.FromHours(2));
        _world.Send("bert@reader.example");
        Assert.Equal(2, _world.Keys);
        Assert.NotEqual(path[^40..], _world.ReturnPath("bert@reader.example")[^40..]);
        Assert.Equal(1, _world.Process(ReturnWorld.Report(path)).Recorded);
        Assert.Equal(DeliveryState.Bounced, _world.Delivery(receipt).State);
    }

    [Fact]
    public void The_key_lies_sealed_in_the_store_and_is_made_once_by_many_nodes()
    {
        var other = _world.AddNode();
        other.Start();
        _world.Send([.. Enumerable.Range(0, 30).Select(number => $"reader{number}@reader.example")]);
        Assert.Equal(1, _world.Keys);
    }
}
